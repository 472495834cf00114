import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OutputFolder } from '../../src/headless/index.ts';
import { temporaryFolder } from './folder.ts';

it('lets several write the same file at once: it is whole, and of one of them', async () => {
  const path = temporaryFolder();
  const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
  const folders = await Promise.all(contents.map(() => OutputFolder.open(path)));
  await Promise.all(folders.map((folder, i) => folder.write('report.html', contents[i]!)));
  expect(readdirSync(path)).toEqual(['report.html']);
  expect(contents).toContain(readFileSync(`${path}/report.html`, 'utf8'));
});
