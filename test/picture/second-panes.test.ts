import { createCanvas } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { isOutgrown, type Look, momentOf, momentsIn, paintPicture, paneContentsOf } from '../../src/picture/index.ts';
import { gaussian, vonMises, vonMisesFisher } from '../../src/targets/index.ts';
import { addEnsemble, createWorld, type EnsembleOptions, ensembleNamed, prepare, step } from '../../src/world/index.ts';
import { langevin, mirrorFlow, riemannianGradientFlow } from '../../systems/index.ts';

const SIZE = { width: 480, height: 360, ratio: 1 };
const look: Look = { theme: 'light' };
const plane = gaussian({ dimension: 2 });

async function worldOf(...ensembles: (Pick<EnsembleOptions, 'name' | 'method'> & Partial<EnsembleOptions>)[]) {
  const world = await createWorld({ backend: 'cpu', seed: 'second' });
  for (const each of ensembles)
    addEnsemble(world, { count: 40, initial: plane, target: plane, ...each } as EnsembleOptions);
  await prepare(world);
  return world;
}

it('mirror coordinates are in a pane of their own, where they are wanted and there are any', async () => {
  const reference = gaussian({ covariance: [[25, 0], [0, 25]] }); // biome-ignore format: a matrix
  const world = await worldOf(
    { name: 'plain', method: langevin({ stepSize: 0.1 }) },
    { name: 'mirror', method: mirrorFlow({ stepSize: 0.1, reference }) },
  );
  await step(world);
  expect(await paneContentsOf(world, { size: SIZE, look })).toHaveLength(2);
  const contents = await paneContentsOf(world, { size: SIZE, look: { ...look, mirror: true } });
  expect(contents.map(({ name, isMirror }) => [name, isMirror])).toEqual([
    ['plain', false],
    ['mirror', false],
    ['mirror', true],
  ]);
  const [plain, , mirror] = contents;
  expect(mirror!.place.pane).not.toEqual(plain!.place.pane);
  expect(mirror!.density).toBeUndefined();
  // The mirror map takes the plane to where the reference lies, five times as far.
  expect(mirror!.extent[0][1]).toBeGreaterThan(2 * plain!.extent[0][1]);
  const moments = await Promise.all([...world.ensembles.values()].map(momentOf));
  const seen = momentsIn(contents, moments);
  const { columns } = ensembleNamed(world, 'mirror');
  expect(seen[1]!.positions).toEqual(await columns.position.pull());
  expect(seen[2]!.positions).toEqual(await columns.mirrorPosition!.pull());
  expect(isOutgrown(contents, moments)).toBe(false);
});

it('a sphere is seen from outside: its front hides nothing, its back is faint', async () => {
  const world = await worldOf({
    name: 'globe',
    initial: vonMisesFisher({ dimension: 3, concentration: 0 }),
    target: vonMisesFisher({ meanDirection: [1, 1, 0.5], concentration: 20 }),
    method: riemannianGradientFlow({ stepSize: 0.01, manifold: { type: 'sphere' } }),
  });
  const [content] = await paneContentsOf(world, { size: SIZE, look });
  const turn = content!.turn!;
  for (const [i, row] of turn.entries()) {
    for (const [j, other] of turn.entries()) {
      expect(row.reduce((sum, part, k) => sum + part * other[k]!, 0)).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
  const eye = turn[2]!;
  const at = (points: number[]) => [
    { positions: Float32Array.from(points), time: 0, steps: 0, status: 'running' as const },
  ];
  const [seen] = momentsIn([content!], at([...eye, ...turn[0]!]));
  expect(Array.from(seen!.positions)).toEqual([0, 0, 1, 1, 0, 0].map((value) => expect.closeTo(value, 6)));
  const { plot } = content!.place;
  const middle = [Math.floor(plot.x + plot.width / 2), Math.floor(plot.y + plot.height / 2)] as const;
  const differenceOf = (points: number[]): number => {
    const painter = createCanvas(SIZE.width, SIZE.height).getContext('2d');
    const colour = (positions: number[]): number[] => {
      paintPicture(painter, SIZE, [{ ...content!, count: 1 }], at(positions), { ...look, ground: 'none' });
      return [...painter.getImageData(...middle, 1, 1).data];
    };
    const empty = colour([2, 2, 2]);
    return colour(points).reduce((sum, value, k) => sum + Math.abs(value - empty[k]!), 0);
  };
  const [front, back] = [differenceOf([...eye]), differenceOf(eye.map((part) => -part))];
  expect(back).toBeGreaterThan(0);
  expect(back).toBeLessThan(0.4 * front);
  // The density is highest where the mean direction is seen, in front and somewhat to the right of the middle.
  const { values, columns, rows } = content!.density!;
  const top = values.indexOf(Math.max(...values));
  const mean = turn.map((row) => (row[0]! + row[1]! + row[2]! / 2) / 1.5);
  const [low, high] = content!.density!.x;
  expect(low + ((high - low) * ((top % columns) + 0.5)) / columns).toBeCloseTo(mean[0]!, 1);
  expect(
    content!.density!.y[0] +
      ((content!.density!.y[1] - content!.density!.y[0]) * (Math.floor(top / columns) + 0.5)) / rows,
  ).toBeCloseTo(mean[1]!, 1);
  expect(values[0]).toBe(0);
});

it('angles fill their plot, and nothing lies beyond', async () => {
  const world = await worldOf({
    name: 'torus',
    initial: vonMises({ dimension: 2, concentration: 0 }),
    target: vonMises({ mean: [1, -1], concentration: 1 }),
    method: riemannianGradientFlow({ stepSize: 0.1, manifold: { type: 'torus' } }),
  });
  const [content] = await paneContentsOf(world, { size: SIZE, look });
  expect(content!.window).toEqual([
    [-Math.PI, Math.PI],
    [-Math.PI, Math.PI],
  ]);
});
