import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** An empty folder that goes away with the test file. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ottoflow-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
