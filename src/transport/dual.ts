import type { Potentials } from './operator.ts';

/**
 * One entropic problem between two clouds (cost ½|x − y|²), or of a cloud with itself, with its potentials, somewhere: on the host or on a
 * device. The solver drives it and looks only at the error.
 */
export interface Dual {
  /**
   * One iteration at this ε.
   *
   * @returns the L1 error of both marginals of the plan of the potentials as `read` would now return them; undefined when this
   * iteration did not measure it (a device that is read back only now and then)
   */
  iterate(epsilon: number): Promise<number | undefined>;
  read(): Promise<Potentials>;
  /** Pairs evaluated so far. */
  readonly pairs: number;
  dispose(): void;
}

/** How the final iterations are sped up. `auto` is Anderson where the potentials live on the host, over-relaxation on a device. */
export type Acceleration = 'auto' | 'anderson' | 'over-relaxation' | 'none';
