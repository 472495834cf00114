import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { scenes } from '../../scenes/index.ts';
import { ROOT } from '../cli/built.ts';

const folder = join(ROOT, 'assets/thumbnails');
const THEMES = ['dark', 'light'];

describe('the pictures of the gallery', () => {
  it('are those of the built-in scenes: npm run thumbnails makes them', () => {
    const wanted = scenes.flatMap(({ name }) => THEMES.map((theme) => `${name}-${theme}.webp`));
    expect(readdirSync(folder).sort()).toEqual(wanted.sort());
  });

  it('are small', () => {
    const bytes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(600_000);
  });

  it('are pictures of one size', async () => {
    for (const name of readdirSync(folder)) {
      const { width, height } = await loadImage(join(folder, name));
      expect([name, width, height]).toEqual([name, 400, 250]);
    }
  });
});
