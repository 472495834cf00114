import { spawn } from 'node:child_process';

/** Programs that hand a URL to the browser. None of them is a shell, to which an ampersand means something. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [program: string, ...words: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Show a page in the user's browser. Where there is none, nothing happens: the URL is on the terminal too. */
export function openInBrowser(url: string): void {
  const [program, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  try {
    const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
    child.on('error', () => {});
    // It may go on for as long as the browser does.
    child.unref();
  } catch {
    // A URL that is too long for the system.
  }
}
