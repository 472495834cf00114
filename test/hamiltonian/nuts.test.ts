import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decisions, drawMomenta, nutsTransition } from '../../src/hamiltonian/index.ts';
import { keyOf, normals, uniforms } from '../../src/random/index.ts';
import { evaluationsOn, hostTargets } from './host-targets.ts';
import { type HostTarget, type RecursiveOptions, recursiveNuts } from './recursive-nuts.ts';

interface Case {
  target: keyof typeof hostTargets;
  dimension: number;
  count: number;
  stepSize: number;
  maxDepth: number;
  /** Of log M⁻¹ between coordinates. */
  massSpread: number;
  seed: number;
}

const cases = fc.record<Case>({
  target: fc.constantFrom(...(Object.keys(hostTargets) as (keyof typeof hostTargets)[])),
  dimension: fc.integer({ min: 1, max: 5 }),
  count: fc.integer({ min: 1, max: 8 }),
  stepSize: fc.double({ min: 0.03, max: 0.9, noNaN: true }),
  maxDepth: fc.integer({ min: 1, max: 8 }),
  massSpread: fc.double({ min: 0, max: 1, noNaN: true }),
  seed: fc.nat(),
});

/** The decisions of a chain never run out of these. */
const MOST_DECISIONS = 2 ** 10;
const DECISIONS = 7;

/** One transition of every chain by the engine and of the same chains, one by one, by the recursion. */
async function bothWays(example: Case, options: Partial<RecursiveOptions> = {}) {
  const { target, dimension, count, stepSize, maxDepth } = example;
  const key = keyOf(String(example.seed));
  const inverseMass = Float64Array.from({ length: dimension }, (_, k) => Math.exp(-k * example.massSpread));
  // Away from the wall.
  const position = Float32Array.from(normals(count, dimension, { key, step: 0, stream: 0 }), (z) => Math.abs(z) + 0.1);
  const momentum = drawMomenta(count, inverseMass, { key, step: 0, stream: 1 });
  const batches: number[] = [];
  const evaluate = evaluationsOn(hostTargets[target], dimension, (rows) => batches.push(rows));
  const start = await evaluate(position);
  batches.length = 0;
  const draw = { key, step: 3, stream: DECISIONS };
  const engine = await nutsTransition(start, momentum, evaluate, {
    ...{ stepSize, inverseMass, maxDepth },
    decisions: new Decisions(count, draw),
  });
  const recursive = Array.from({ length: count }, (_, chain) => {
    const row = <T extends Float32Array | Float64Array>(values: T): number[] => [
      ...values.subarray(chain * dimension, (chain + 1) * dimension),
    ];
    const decisions = uniforms(1, MOST_DECISIONS, { ...draw, firstRow: chain });
    let taken = 0;
    return recursiveNuts(hostTargets[target], row(position), row(momentum), {
      ...{ stepSize, inverseMass: [...inverseMass], maxDepth, uniform: () => decisions[taken++]! },
      ...options,
    });
  });
  return { engine, recursive, batches };
}

describe('nutsTransition', () => {
  it('grows the trees of the recursion of Stan and draws the same states, whatever the target, the step size and the mass', async () => {
    const seen = { extraChecks: 0, divergent: 0, depth: 0 };
    await fc.assert(
      fc.asyncProperty(cases, async (example) => {
        const { engine, recursive } = await bothWays(example);
        const { treeDepth, leapfrogs, divergent, acceptStat, energy } = engine.statistics;
        const found = [...treeDepth].map((depth, chain) => [depth, leapfrogs[chain], divergent[chain]]);
        expect(found).toEqual(recursive.map((chain) => [chain.depth, chain.leapfrogs, Number(chain.divergent)]));
        recursive.forEach((chain, row) => {
          expect(acceptStat[row]).toBeCloseTo(chain.acceptStat, 9);
          expect(energy[row]! / Math.max(1, Math.abs(chain.energy))).toBeCloseTo(
            chain.energy / Math.max(1, Math.abs(chain.energy)),
            9,
          );
          seen.extraChecks += Number(chain.extraChecksDecided);
          seen.divergent += Number(chain.divergent);
          seen.depth = Math.max(seen.depth, chain.depth);
        });
        expect([...engine.states.position]).toEqual(recursive.flatMap(({ q }) => q.map(Math.fround)));
      }),
      { numRuns: 300 },
    );
    // Of some 1,350 chains about 20 turn by the extra checks alone, and about 80 diverge.
    expect(seen.extraChecks).toBeGreaterThan(0);
    expect(seen.divergent).toBeGreaterThan(0);
    expect(seen.depth).toBeGreaterThan(4);
  });

  it('evaluates the target at the chains that are under way and nowhere else', async () => {
    const example: Case = {
      target: 'funnel',
      dimension: 3,
      count: 50,
      stepSize: 0.2,
      maxDepth: 7,
      massSpread: 0,
      seed: 1,
    };
    const { engine, batches } = await bothWays(example);
    const { leapfrogs } = engine.statistics;
    expect(batches).toEqual(
      Array.from({ length: Math.max(...leapfrogs) }, (_, taken) => leapfrogs.filter((each) => each > taken).length),
    );
    expect(new Set(leapfrogs).size).toBeGreaterThan(3);
  });

  it.each([
    { rise: 999, divergent: 0 },
    { rise: 1001, divergent: 1 },
  ])('a rise of the energy by $rise makes divergent = $divergent', async ({ rise, divergent }) => {
    // A flat floor within (−1, 1), and a step up at its edge.
    const cliff: HostTarget = ([x]) => ({ logDensity: Math.abs(x!) < 1 ? 0 : -rise, gradient: [0] });
    const evaluate = evaluationsOn(cliff, 1);
    const start = await evaluate(Float32Array.of(0.9));
    const decisions = new Decisions(1, { key: keyOf('cliff'), step: 0, stream: DECISIONS });
    const options = { stepSize: 3, inverseMass: Float64Array.of(1), maxDepth: 2, decisions };
    const { states, statistics } = await nutsTransition(start, Float64Array.of(1), evaluate, options);
    expect(statistics.divergent[0]).toBe(divergent);
    expect(statistics.treeDepth[0]).toBe(divergent ? 0 : 2);
    expect(statistics.leapfrogs[0]).toBe(divergent ? 1 : 3);
    expect(statistics.acceptStat[0]).toBe(0);
    expect(states.position[0]).toBe(Math.fround(0.9));
    expect(statistics.energy[0]).toBe(0.5);
  });
});
