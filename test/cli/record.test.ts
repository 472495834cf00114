import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../headless/folder.ts';
import { readGif } from '../recording/gif-file.ts';
import { readWebm } from '../recording/webm-file.ts';
import { ensureBuilt } from './built.ts';
import { type Outcome, ottoflow, type SpawnOptions } from './ottoflow.ts';
import { Resident } from './resident.ts';
import { TINY } from './tiny.ts';

const cwd = temporaryFolder();
const command = (words: string[]): string[] => [
  ...['record', 'tiny.json', '--backend', 'cpu', '--size', '320x180'],
  ...words,
];
let resident: Resident;
const record = (words: string[]): Promise<Outcome> => resident.run(command(words));
const recordAlone = (words: string[], options: Partial<SpawnOptions> = {}): Promise<Outcome> =>
  ottoflow(command(words), { cwd, ...options });
const bytesOf = (name: string): Buffer => readFileSync(join(cwd, name));

beforeAll(async () => {
  await ensureBuilt();
  writeFileSync(join(cwd, 'tiny.json'), JSON.stringify(TINY, null, 2));
  mkdirSync(join(cwd, 'folder.png'));
  resident = new Resident(cwd);
}, 120_000);
afterAll(() => resident?.close());

describe('ottoflow record', () => {
  it('writes a GIF and says what it is', async () => {
    const { code, stdout, stderr } = await recordAlone(['--out', 'film.gif', '--seconds', '0.5', '--fps', '10']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^film\.gif: 5 frames in 0\.5 s, 320 × 180, \d+ kB\n$/);
    expect(readGif(bytesOf('film.gif'))).toMatchObject({ width: 320, height: 180, loops: 0 });
  });

  it('writes a WebM', async () => {
    const { code } = await record(['--out', 'film.webm', '--seconds', '0.4', '--theme', 'light']);
    expect(code).toBe(0);
    expect(readWebm(bytesOf('film.webm'))).toMatchObject({ width: 320, height: 180, duration: 400 });
  });

  it('writes a PNG of any part of the run, with another seed and changed fields', async () => {
    const { code, stdout } = await recordAlone(['--out', 'end.png']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^end\.png: 320 × 180, \d+ kB\n$/);
    const image = await loadImage(bytesOf('end.png'));
    expect([image.width, image.height]).toEqual([320, 180]);
    await record(['--out', 'again.png']);
    expect(Buffer.compare(bytesOf('again.png'), bytesOf('end.png'))).toBe(0);
    for (const flags of [
      ['--at', '0.2'],
      ['--seed', 'x'],
      ['--set', 'ensembles.a.method.stepSize=0.05'],
    ]) {
      // biome-ignore format: flags
      expect((await record(['--out', 'other.png', ...flags])).code).toBe(0);
      expect(Buffer.compare(bytesOf('other.png'), bytesOf('end.png'))).not.toBe(0);
    }
  });

  it('leaves no half file behind Ctrl-C, and ends with 130', async () => {
    const words = ['--out', 'cut.gif', '--seconds', '400', '--fps', '50'];
    const { code, stdout, stderr } = await recordAlone(words, {
      // Once it has begun to write, it listens.
      meanwhile: (child) => {
        const watch = setInterval(() => {
          if (!readdirSync(cwd).some((name) => name.startsWith('.cut.gif'))) return;
          clearInterval(watch);
          child.kill('SIGINT');
        }, 20);
      },
    });
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: 'interrupted: nothing was written\n' });
    expect(readdirSync(cwd).filter((name) => name.includes('cut.gif'))).toEqual([]);
  });

  it.each<[string, string[], string]>([
    ['another ending', ['--out', 'film.mov'], 'out: must be a file that ends in .webm, .gif or .png, got "film.mov"'],
    ['no file', [], "required option '--out <file>' not specified"],
    ['a folder', ['--out', 'folder.png'], 'out: must be a file that can be written, got "folder.png" (it is a folder)'],
    [
      'a folder that is not there',
      ['--out', 'no/a.png'],
      'out: must be a file that can be written, got "no/a.png" (its folder does not exist)',
    ],
    [
      'a size that is none',
      ['--out', 'a.png', '--size', '100'],
      '--size: must be WIDTHxHEIGHT of 64 to 4096 pixels each, such as 1280x720, got "100"',
    ],
    [
      'a size that is too large',
      ['--out', 'a.png', '--size', '9000x100'],
      '--size: must be WIDTHxHEIGHT of 64 to 4096 pixels each, such as 1280x720, got "9000x100"',
    ],
    ['a rate that is none', ['--out', 'a.gif', '--fps', '-1'], '--fps: must be a number of more than 0, got "-1"'],
    [
      'a rate that a GIF cannot have',
      ['--out', 'a.gif', '--fps', '60'],
      'fps: must be more than 0 and at most 50 for a .gif, got 60',
    ],
    ['a time outside of the run', ['--out', 'a.png', '--at', '2'], '--at: must be a part of the run, 0 to 1, got "2"'],
    [
      'another theme',
      ['--out', 'a.png', '--theme', 'red'],
      "option '--theme <name>' argument 'red' is invalid. Allowed choices are dark, light.",
    ],
    [
      'a seed of another field',
      ['--out', 'a.png', '--set', 'ensembles.a.method.stepSize=-1'],
      '--set ensembles.a.method.stepSize=-1: ',
    ],
  ])('refuses %s in one line', async (_, words, line) => {
    const { code, stdout, stderr } = await record(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith(line)).toBe(true);
    expect(stderr.indexOf('\n')).toBe(stderr.length - 1);
    expect(existsSync(join(cwd, 'a.png'))).toBe(false);
  });

  it('refuses a scene that is not there', async () => {
    const { code, stderr } = await resident.run(['record', 'nowhere', '--out', 'a.png']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^[^\n]*nowhere[^\n]*\n$/);
  });
});
