import { tidy } from '@tensorflow/tfjs-core';
import { assess, biasSquaredOfMeans, type Cloud, chainDiagnostics } from '../metrics/index.ts';
import { goalOfPart } from '../playing/index.ts';
import { keyOf } from '../random/index.ts';
import { score, type Target } from '../targets/index.ts';
import {
  advance,
  buildWorld,
  disposeWorld,
  type Ensemble,
  methodOf,
  prepare,
  type Scene,
  stateHash,
  stepsLeft,
  type World,
} from '../world/index.ts';
import { DrawRecorder } from './draw-recorder.ts';
import { packArray } from './packed-array.ts';
import type { CellParameters } from './parameters.ts';
import type { CellResult, Evaluations } from './result.ts';
import { Stopwatch } from './stopwatch.ts';

/** Metrics on the way: those that cost little beside the run. */
const ON_THE_WAY = ['bias-x', 'bias-x2', 'sliced-w2', 'energy-distance', 'mode-weights'];

/** Numbers of the final cloud that go into the record. */
const MOST_KEPT = 32_768;

/** One cell on its way: a world with one ensemble, and what is noted of it. */
export class CellRun {
  readonly #scene: Scene;
  readonly #parameters: CellParameters;
  readonly #world: World;
  readonly #ensemble: Ensemble;
  readonly #stopwatch: Stopwatch;
  readonly #reference: Cloud | undefined;
  readonly #curve: CellResult['curve'] = [];
  #draws: DrawRecorder | undefined;

  private constructor(scene: Scene, parameters: CellParameters, world: World, stopwatch: Stopwatch) {
    this.#scene = scene;
    this.#parameters = parameters;
    this.#world = world;
    this.#stopwatch = stopwatch;
    [this.#ensemble] = [...world.ensembles.values()] as [Ensemble];
    this.#reference = referenceOf(this.#ensemble, scene.seed);
  }

  static async of(
    scene: Scene,
    parameters: CellParameters,
  ): Promise<{ result: CellResult; wallTime: Record<string, number> }> {
    const stopwatch = new Stopwatch();
    const world = await stopwatch.time('setup', () => buildWorld(scene, { backend: parameters.backend }));
    try {
      const run = new CellRun(scene, parameters, world, stopwatch);
      const result = await run.#play();
      return { result, wallTime: stopwatch.seconds };
    } finally {
      disposeWorld(world);
    }
  }

  async #play(): Promise<CellResult> {
    const { warmup, moments } = this.#parameters;
    await this.#stopwatch.time('setup', () => prepare(this.#world, { strict: true }));
    for (const moment of moments.filter((part) => part <= warmup)) await this.#reach(moment, 'warmup');
    await this.#to(warmup, 'warmup');
    const spent = { ...evaluationsOf(this.#ensemble), steps: this.#ensemble.steps };
    this.#draws = this.#recorder();
    for (const moment of moments.filter((part) => part > warmup)) await this.#reach(moment, 'run');
    return this.#stopwatch.time('measure', () => this.#result(spent));
  }

  /** Move on to a part of the duration and take the cheap metrics there. */
  async #reach(part: number, phase: string): Promise<void> {
    await this.#to(part, phase);
    if (part === 1) return;
    const metrics = await this.#stopwatch.time('measure', () => this.#metrics(ON_THE_WAY));
    this.#curve.push({ evaluations: evaluationsOf(this.#ensemble), steps: this.#ensemble.steps, metrics });
  }

  /** Cutting a run between two steps changes nothing in it: while draws are kept it goes from one to the next. */
  async #to(part: number, phase: string): Promise<void> {
    const ensemble = this.#ensemble;
    const goal = goalOfPart(this.#scene.ensembles[0]!.duration, part);
    while (ensemble.status === 'running' && stepsLeft(ensemble, goal) > 0) {
      const until = Math.min(goal.steps ?? Number.POSITIVE_INFINITY, this.#draws?.nextStep ?? Number.POSITIVE_INFINITY);
      const next = Number.isFinite(until) ? { ...goal, steps: until } : goal;
      await this.#stopwatch.time(phase, () => advance(this.#world, () => next));
      await this.#draws?.visit();
    }
  }

  #recorder(): DrawRecorder | undefined {
    const { status, method, target } = this.#ensemble;
    const isChains = methodOf(method.type).definition.independentChains && status === 'running';
    // With each draw goes its log density.
    if (!isChains || !hasDensity(target!)) return undefined;
    const left = stepsLeft(this.#ensemble, goalOfPart(this.#scene.ensembles[0]!.duration, 1));
    return new DrawRecorder(this.#ensemble, left);
  }

  async #metrics(only?: readonly string[]): Promise<Record<string, number>> {
    const { target, energy, method } = this.#ensemble;
    const cloud = await cloudOf(this.#ensemble);
    const wantsScores = hasDensity(target!) && (!only || only.includes('ksd'));
    return assess(cloud, target!, {
      key: keyOf(this.#scene.seed, 'directions'),
      ...(this.#reference && { reference: this.#reference }),
      ...(wantsScores && { scores: await scoresOf(this.#ensemble) }),
      ...(method.energy === 'kl' && energy.length > 0 && { energy: energy.at(-1)![1] }),
      ...(only && { only }),
    });
  }

  /** What the chains know together, beyond the cloud at the end. */
  #pooled(): Record<string, number> {
    const means = this.#draws?.means;
    if (!means) return {};
    const { x, squares } = biasSquaredOfMeans(means, this.#ensemble.target!);
    return {
      ...(x && { 'pooled-bias-x': x.average }),
      ...(squares && { 'pooled-bias-x2': squares.average }),
    };
  }

  async #result(warmup: CellResult['warmup']): Promise<CellResult> {
    const ensemble = this.#ensemble;
    const { status, reason, steps, time, solver, dimension } = ensemble;
    const metrics = { ...(await this.#metrics()), ...this.#pooled() };
    const { positions, weights } = await cloudOf(ensemble);
    const evaluations = evaluationsOf(ensemble);
    const rows = Math.min(ensemble.count, Math.max(1, Math.floor(MOST_KEPT / dimension)));
    const draws = await this.#draws?.result();
    const diagnostics = this.#draws && chainDiagnostics(this.#draws.chains());
    return {
      ...(status === 'stopped' ? { status, reason: reason ?? 'stopped' } : { status: 'done' as const }),
      ...{ steps, time, evaluations, warmup, metrics },
      curve: [...this.#curve, { evaluations, steps, metrics }],
      solver: { ...solver },
      ...(diagnostics && { diagnostics }),
      cloud: packArray(positions.subarray(0, rows * dimension), [rows, dimension]),
      ...(weights && { weights: packArray(weights.subarray(0, rows), [rows]) }),
      ...(draws && { draws }),
      stateHash: await stateHash(this.#world),
    };
  }
}

const evaluationsOf = ({ gradientEvaluations, densityEvaluations, count }: Ensemble): Evaluations => ({
  gradient: gradientEvaluations / count,
  density: densityEvaluations / count,
});

/** As many exact samples as there are particles: the same ones for every method with this seed. */
function referenceOf({ target, count }: Ensemble, seed: string): Cloud | undefined {
  if (!target?.sample) return undefined;
  return { positions: target.sample(count, keyOf(seed, 'reference')), dimension: target.dimension };
}

async function cloudOf({
  columns,
  dimension,
}: Ensemble): Promise<Cloud & { positions: Float32Array; weights?: Float32Array }> {
  const positions = (await columns.position.pull()).slice();
  return { positions, dimension, ...(columns.weight && { weights: (await columns.weight.pull()).slice() }) };
}

const hasDensity = ({ spec }: Target): boolean => spec.type !== 'empirical';

async function scoresOf({ target, columns }: Ensemble): Promise<Float32Array> {
  const gradient = tidy(() => score(target!, columns.position.matrix).gradient);
  const values = (await gradient.data()) as Float32Array;
  gradient.dispose();
  return values.slice();
}
