/** A target on the host: log π and ∇ log π at one point. */
export type HostTarget = (q: number[]) => { logDensity: number; gradient: number[] };

/** A point of phase space with what the target says there. */
interface Point {
  q: number[];
  p: number[];
  logDensity: number;
  gradient: number[];
}

export interface RecursiveOptions {
  stepSize: number;
  inverseMass: number[];
  maxDepth: number;
  /** Uniform numbers in (0, 1), one after the other. */
  uniform: () => number;
  /** Leave out the checks across subtrees of Stan 2.21: to see that they matter. */
  withoutExtraChecks?: boolean;
}

/**
 * One transition of one chain, written after `base_nuts.hpp` of Stan (since 2.21), recursion and names included; for tests alone. Two draws that Stan leaves
 * out, where their outcome is certain, are made: these are the same decisions at other places of the stream.
 */
export function recursiveNuts(target: HostTarget, q: number[], momentum: number[], options: RecursiveOptions) {
  const { inverseMass, stepSize, maxDepth, uniform } = options;
  // The engine asks targets at float32 positions.
  const at = (position: number[]) => target(position.map(Math.fround));
  const sharp = (p: number[]) => p.map((value, k) => inverseMass[k]! * value);
  const hamiltonian = (z: Point) => dot(z.p, sharp(z.p)) / 2 - z.logDensity;

  const evolve = (z: Point, epsilon: number): Point => {
    const half = plus(z.p, times(epsilon / 2, z.gradient));
    const moved = plus(z.q, times(epsilon, sharp(half)));
    const { logDensity, gradient } = at(moved);
    return { q: moved, p: plus(half, times(epsilon / 2, gradient)), logDensity, gradient };
  };

  const computeCriterion = (pSharpMinus: number[], pSharpPlus: number[], rho: number[]) =>
    dot(pSharpPlus, rho) > 0 && dot(pSharpMinus, rho) > 0;

  const start: Point = { q, p: momentum, ...at(q) };
  const H0 = hamiltonian(start);
  let leapfrogs = 0;
  let divergent = false;
  let sumMetropolis = 0;
  let extraChecksDecided = false;

  interface Tree {
    valid: boolean;
    pBegin: number[];
    pEnd: number[];
    rho: number[];
    logSumWeight: number;
    proposal: Point;
    /** Where the integration stands. */
    z: Point;
  }

  const persists = (first: Tree, second: Tree): boolean => {
    const whole = computeCriterion(sharp(first.pBegin), sharp(second.pEnd), plus(first.rho, second.rho));
    if (options.withoutExtraChecks) return whole;
    const left = computeCriterion(sharp(first.pBegin), sharp(second.pBegin), plus(first.rho, second.pBegin));
    const right = computeCriterion(sharp(first.pEnd), sharp(second.pEnd), plus(second.rho, first.pEnd));
    if (whole && !(left && right)) extraChecksDecided = true;
    return whole && left && right;
  };

  const buildTree = (depth: number, from: Point, sign: number): Tree => {
    if (depth === 0) {
      const z = evolve(from, sign * stepSize);
      leapfrogs++;
      const energy = hamiltonian(z);
      const h = Number.isNaN(energy) ? Number.POSITIVE_INFINITY : energy;
      if (h - H0 > 1000) divergent = true;
      sumMetropolis += H0 - h > 0 ? 1 : Math.exp(H0 - h);
      return { valid: !divergent, pBegin: z.p, pEnd: z.p, rho: z.p, logSumWeight: H0 - h, proposal: z, z };
    }
    const init = buildTree(depth - 1, from, sign);
    if (!init.valid) return init;
    const final = buildTree(depth - 1, init.z, sign);
    if (!final.valid) return final;
    const logSumWeight = logSumExp(init.logSumWeight, final.logSumWeight);
    const takesFinal = uniform() < Math.exp(final.logSumWeight - logSumWeight);
    return {
      valid: persists(init, final),
      pBegin: init.pBegin,
      pEnd: final.pEnd,
      rho: plus(init.rho, final.rho),
      logSumWeight,
      proposal: takesFinal ? final.proposal : init.proposal,
      z: final.z,
    };
  };

  let whole = { pBack: momentum, pForward: momentum, rho: momentum, logSumWeight: 0 };
  let [zBack, zForward, sample] = [start, start, start];
  let depth = 0;
  while (depth < maxDepth) {
    const goesForward = uniform() > 0.5;
    const [near, far] = goesForward ? [whole.pForward, whole.pBack] : [whole.pBack, whole.pForward];
    const half = buildTree(depth, goesForward ? zForward : zBack, goesForward ? 1 : -1);
    if (!half.valid) break;
    if (goesForward) zForward = half.z;
    else zBack = half.z;
    depth++;
    if (uniform() < Math.exp(half.logSumWeight - whole.logSumWeight)) sample = half.proposal;
    const old: Tree = { ...half, pBegin: far, pEnd: near, rho: whole.rho, logSumWeight: whole.logSumWeight };
    const goesOn = persists(old, half);
    whole = {
      pBack: goesForward ? far : half.pEnd,
      pForward: goesForward ? half.pEnd : far,
      rho: plus(whole.rho, half.rho),
      logSumWeight: logSumExp(whole.logSumWeight, half.logSumWeight),
    };
    if (!goesOn) break;
  }
  const energy = hamiltonian(sample);
  return {
    q: sample.q,
    depth,
    leapfrogs,
    divergent,
    acceptStat: sumMetropolis / leapfrogs,
    energy,
    extraChecksDecided,
  };
}

const dot = (a: number[], b: number[]): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
const plus = (a: number[], b: number[]): number[] => a.map((value, k) => value + b[k]!);
const times = (factor: number, a: number[]): number[] => a.map((value) => factor * value);

function logSumExp(a: number, b: number): number {
  const most = Math.max(a, b);
  return most + Math.log(Math.exp(a - most) + Math.exp(b - most));
}
