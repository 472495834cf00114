/** Numbers as JSON: little-endian float32 in base64, so that no bit is lost and no digit is wasted. */
export interface PackedArray {
  /** Row-major. */
  shape: number[];
  /** base64 */
  data: string;
}

/** What one replicate of one method on one target came to: the `result` of a cell, the same bits wherever it ran. */
export interface CellResult {
  /** `stopped`: the ensemble diverged, or could not go on; the figures are those of its last finite state. */
  status: 'done' | 'stopped';
  reason?: string;
  steps: number;
  /** Physical time. */
  time: number;
  /** What a user of the method can count: all evaluations per particle, warm-up included, and those of the warm-up alone. */
  evaluations: Evaluations;
  warmup: Evaluations & { steps: number };
  /** Metrics of the cloud at the end, by their type. Only those that the target allows. */
  metrics: Record<string, number>;
  /** The same at moments on the way, in geometric progression up to the end. */
  curve: { evaluations: Evaluations; steps: number; metrics: Record<string, number> }[];
  /** What the method said of its last step: acceptance, stepSize, divergences, … */
  solver: Record<string, number | string | boolean>;
  /** Only of independent chains: see `Diagnostics`. */
  diagnostics?: Diagnostics;
  /** The particles at the end, [rows, d]: at most 32,768 numbers. */
  cloud: PackedArray;
  /** Where particles weigh differently: [rows], not normalised when rows were left out. */
  weights?: PackedArray;
  /** Only of independent chains. */
  draws?: Draws;
  stateHash: string;
}

/** The first chains after warm-up. */
export interface Draws {
  /** [chain, draw, d]. */
  positions: PackedArray;
  /** log π there, [chain, draw]. */
  logDensity: PackedArray;
  /** What the method says of single chains, [chain, draw] each: acceptStat, treeDepth, leapfrogs, divergent, energy. */
  stats?: Record<string, PackedArray>;
  /** Of methods that adapt a diagonal mass: the variances that took its place, [d]. */
  inverseMass?: PackedArray;
  /** Steps from one draw to the next. */
  stride: number;
}

/** Per particle. */
export interface Evaluations {
  gradient: number;
  density: number;
}

/** Convergence of independent chains after warm-up: Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, Bayesian Analysis 16:667. */
export interface Diagnostics {
  chains: number;
  /** Kept draws of a chain. */
  draws: number;
  /** Rank-normalised, the worst coordinate; near 1 when chains agree. */
  rHat: number;
  /** The least over the coordinates, of all kept draws of all chains together. */
  bulkEss: number;
  tailEss: number;
}
