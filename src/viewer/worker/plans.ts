import { type Pairs, type Plan, pairsOf, planOf } from '../../picture/index.ts';
import type { Ensemble, World } from '../../world/index.ts';

/** A plan is made anew no sooner than so many times the time it took: it slows a run by less than a tenth. */
const REST = 12;
/** Milliseconds between two plans at least, while particles move. */
const SOONEST = 500;

/** The Sinkhorn plans on view, made anew now and then as the particles move. */
export class Plans {
  readonly #known = new WeakMap<Ensemble, { plan: Plan | undefined; steps: number; due: number }>();

  /** The lines of an ensemble where its particles are now. @param isIdle whether there is time for a plan of this very moment */
  async linesOf(world: World, ensemble: Ensemble, isIdle: boolean): Promise<Pairs | undefined> {
    const known = this.#known.get(ensemble);
    const isNew = known?.steps !== ensemble.steps;
    if (!known || (isNew && (isIdle || performance.now() > known.due))) await this.#learn(world, ensemble);
    const plan = this.#known.get(ensemble)?.plan;
    return plan && pairsOf(plan, ensemble);
  }

  async #learn(world: World, ensemble: Ensemble): Promise<void> {
    const start = performance.now();
    const plan = await planOf(world, ensemble);
    const end = performance.now();
    this.#known.set(ensemble, { plan, steps: ensemble.steps, due: end + Math.max(SOONEST, REST * (end - start)) });
  }
}
