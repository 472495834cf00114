import { aimsAtTarget } from '../../exact-law/index.ts';
import { measure } from '../../metrics/index.ts';
import type { Ensemble, World } from '../../world/index.ts';
import type { Curves, Series } from '../protocol.ts';
import { energySeries } from './energy-series.ts';

/** What solvers say that is worth a curve. */
const FACTS = [
  'acceptance',
  'effectiveSampleSize',
  'marginalError',
  'residual',
  'iterations',
  'supportSize',
  'stiffness',
];
/** Milliseconds between two readings, and the part of the time that they may take. */
const PAUSE = 1000;
const SHARE = 0.05;
/** Of equal particles so many are as good as all; where weights differ, all are needed, or none are measured. */
const MOST = 1000;
const MOST_WEIGHTED = 2500;
const COST = { repeats: 2, projections: 32 };

interface Reading {
  part: number;
  time: number;
  figures: Record<string, { value: number; floor?: number }>;
}

/** How far ensembles are from their targets along a run, and what their solvers say. */
export class Readings {
  readonly #taken = new Map<string, Reading[]>();
  #due = 0;

  get isDue(): boolean {
    return performance.now() >= this.#due;
  }

  /** Read all ensembles. What it costs says when the next reading is due. */
  async take(part: number, world: World): Promise<void> {
    const start = performance.now();
    for (const ensemble of world.ensembles.values()) {
      const { name, time } = ensemble;
      const taken = (this.#taken.get(name) ?? []).filter((each) => each.part < part);
      if (ensemble.status !== 'stopped') taken.push({ part, time, figures: await figuresOf(ensemble) });
      this.#taken.set(name, taken);
    }
    const now = performance.now();
    this.#due = now + Math.max(PAUSE, (now - start) / SHARE);
  }

  /** Forget what comes after a part. */
  cut(part: number): void {
    for (const [name, taken] of this.#taken)
      this.#taken.set(
        name,
        taken.filter((each) => each.part <= part),
      );
  }

  curvesOf(world: World): Curves[] {
    return [...world.ensembles.values()].map(({ name, energy }) => ({
      ensemble: name,
      series: { ...(energy.length > 0 && { energy: energySeries(energy) }), ...seriesOf(this.#taken.get(name) ?? []) },
    }));
  }
}

function seriesOf(readings: readonly Reading[]): Record<string, Series> {
  const series: Record<string, Series> = {};
  for (const { time, figures } of readings) {
    for (const [name, { value, floor }] of Object.entries(figures)) {
      const one = (series[name] ??= { time: [], value: [] });
      one.time.push(time);
      one.value.push(value);
      if (floor !== undefined) one.floor = floor;
    }
  }
  return series;
}

async function figuresOf(ensemble: Ensemble): Promise<Reading['figures']> {
  const facts = FACTS.flatMap((name) => {
    const value = ensemble.solver[name];
    return typeof value === 'number' && Number.isFinite(value) ? [[name, { value }] as const] : [];
  });
  return { ...(await metricsOf(ensemble)), ...Object.fromEntries(facts) };
}

async function metricsOf(ensemble: Ensemble): Promise<Reading['figures']> {
  const { target, columns, count, dimension, name } = ensemble;
  if (!target || !aimsAtTarget(ensemble) || (columns.weight && count > MOST_WEIGHTED)) return {};
  const positions = await columns.position.pull();
  const weights = columns.weight && (await columns.weight.pull());
  const cloud = weights
    ? { positions, dimension, weights }
    : { positions: positions.subarray(0, MOST * dimension), dimension };
  return positions.every(Number.isFinite) ? measure(cloud, target, { seed: name, ...COST }) : {};
}
