import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { fileOfUrl } from './file-of-url.ts';
import { listen } from './listen.ts';
import { mediaTypeOf } from './media-types.ts';

export interface ServeOptions {
  /** This one or none; 0 is any that is free. Default: the first that is free from `USUAL_PORT` on. */
  port?: number | undefined;
  /** Whether pages are isolated from other origins, so that their threads can share memory. Default true. */
  isolated?: boolean;
}

export interface ServedFolder {
  /** Where the `index.html` of the folder is: with a slash at its end. */
  url: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/**
 * Serve the files of a folder on this machine, to this machine only.
 * @throws InputError when the port that was asked for cannot be had
 */
export async function serveFolder(folder: string, options: ServeOptions = {}): Promise<ServedFolder> {
  const { port, isolated = true } = options;
  const root = await realpath(folder);
  const server = createServer((request, response) => {
    // A browser that goes away in the middle of a file is no fault.
    answer(root, isolated, request, response).catch(() => response.destroy());
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  root: string,
  isolated: boolean,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, { Allow: 'GET, HEAD' });
  const file = await fileOfUrl(root, url ?? '/');
  if (!file) return refuse(response, 404);
  response.writeHead(200, {
    'Content-Type': mediaTypeOf(file),
    'Content-Length': (await stat(file)).size,
    // A new build has the same URL.
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    ...(isolated && ISOLATION),
  });
  if (method === 'HEAD') response.end();
  else await pipeline(createReadStream(file), response);
}

function refuse(response: ServerResponse, status: 404 | 405, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': mediaTypeOf('.txt'), ...headers });
  response.end(status === 404 ? 'There is no such file.\n' : 'Files can only be read.\n');
}
