import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { serveFolder } from '../../../src/serving/index.ts';
import { ensureSite, ROOT } from '../../cli/built.ts';

const PATH = 'some/sub/path';

export interface Site {
  /** Of its page. */
  url: string;
  close(): Promise<void>;
}

/** Put a copy of the site deep into an empty folder, for web servers to have it there. */
export async function copySite(folder: string): Promise<void> {
  await ensureSite();
  cpSync(join(ROOT, 'dist/viewer'), join(folder, PATH), { recursive: true });
}

/** @param options.isolated as by `ottoflow view`; else as by any web server */
export async function serveSite(folder: string, options: { isolated: boolean }): Promise<Site> {
  const { url, close } = await serveFolder(folder, { port: 0, ...options });
  return { url: `${url}${PATH}/`, close };
}
