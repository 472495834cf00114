import { once } from 'node:events';
import type { Server } from 'node:http';
import { firstLine, InputError } from '../errors.ts';

/** Spells "otto" on a telephone. */
const USUAL_PORT = 6886;
const MOST_TRIED = 20;

/** Only programs of this machine get through. */
const HOST = '127.0.0.1';

/**
 * Let a server listen, on `port` or else on the first free one from the usual one on.
 * @throws InputError when it cannot
 */
export async function listen(server: Server, port?: number): Promise<void> {
  if (port !== undefined) {
    const cause = await fault(server, port);
    if (cause) throw new InputError(`port: must be free, got ${port} (${cause})`);
    return;
  }
  for (let next = USUAL_PORT; next < USUAL_PORT + MOST_TRIED; next++) {
    if (!(await fault(server, next))) return;
  }
  const cause = await fault(server, 0);
  if (cause) throw new InputError(`port: none can be had (${cause})`);
}

const CAUSES: Record<string, string> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'permission denied',
};

/** Why it cannot listen there; nothing when it does. */
async function fault(server: Server, port: number): Promise<string | undefined> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return CAUSES[(error as NodeJS.ErrnoException).code ?? ''] ?? firstLine(error);
  }
}
