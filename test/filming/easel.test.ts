import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { Easel, type FilmLook, type Sheet } from '../../src/filming/index.ts';
import { Player } from '../../src/playing/index.ts';
import { gaussian } from '../../src/targets/index.ts';
import { defineScene, type MethodSpec } from '../../src/world/index.ts';
import { langevin, sinkhornCoupling } from '../../systems/index.ts';

function sheet(): Sheet {
  const canvas = createCanvas(320, 240);
  const { width, height } = canvas;
  const encoded = (): Promise<never> => Promise.reject(new Error('only pixels'));
  return { painter: canvas.getContext('2d'), width, height, pixels: () => canvas.data(), encoded };
}

const scene = (method: MethodSpec, mean: number[]) =>
  defineScene({
    ...{ name: 'cloud', title: 'Cloud', duration: { steps: 10 }, count: 40 },
    initial: gaussian({ mean: [-3, 0] }),
    target: gaussian({ mean }),
    ensembles: [{ name: 'a', method }],
  });

/** How many pixels a look changes at the part .3 of a run. */
async function changedBy(method: MethodSpec, look: Partial<FilmLook>): Promise<number> {
  const player = await Player.open(scene(method, [3, 0]), { backend: 'cpu' });
  await player.to(0.3);
  const painted = async (others: Partial<FilmLook>): Promise<Uint8Array> => {
    const easel = new Easel(sheet(), { theme: 'light', ...others });
    await easel.paint(player);
    return Uint8Array.from(easel.sheet.pixels());
  };
  const [usual, other] = [await painted({}), await painted(look)];
  player.dispose();
  return usual.filter((value, at) => at % 4 === 0 && value !== other[at]).length;
}

describe('an easel paints, unless it is told not to,', () => {
  const coupled = sinkhornCoupling({ epsilon: 0.5, stepSize: 0.1 });
  const sampled = langevin({ stepSize: 0.1 });

  it('the lines of the plan that a method follows, and none where there is no plan', async () => {
    expect(await changedBy(coupled, { coupling: false })).toBeGreaterThan(100);
    expect(await changedBy(sampled, { coupling: false })).toBe(0);
  });

  it('the exact law, and none where no closed form is known', async () => {
    expect(await changedBy(sampled, { exact: false })).toBeGreaterThan(50);
    expect(await changedBy(coupled, { exact: false })).toBe(0);
  });
});
