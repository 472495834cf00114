/** A figure of every draw, under its names in ArviZ's schema and in CmdStan's files. */
export interface DrawStatistic {
  name: string;
  arviz: string;
  cmdstan: string;
  kind: 'real' | 'integer' | 'boolean';
}

/** In CmdStan's order; what a method says beyond them follows under a name of its own. */
const KNOWN: readonly DrawStatistic[] = [
  { name: 'logDensity', arviz: 'lp', cmdstan: 'lp__', kind: 'real' },
  { name: 'acceptStat', arviz: 'acceptance_rate', cmdstan: 'accept_stat__', kind: 'real' },
  { name: 'stepSize', arviz: 'step_size', cmdstan: 'stepsize__', kind: 'real' },
  { name: 'treeDepth', arviz: 'tree_depth', cmdstan: 'treedepth__', kind: 'integer' },
  { name: 'leapfrogs', arviz: 'n_steps', cmdstan: 'n_leapfrog__', kind: 'integer' },
  { name: 'divergent', arviz: 'diverging', cmdstan: 'divergent__', kind: 'boolean' },
  { name: 'energy', arviz: 'energy', cmdstan: 'energy__', kind: 'real' },
];

/** The statistics of these names, in the order of the files. */
export function statisticsNamed(names: Iterable<string>): DrawStatistic[] {
  const wanted = new Set(names);
  const known = KNOWN.filter(({ name }) => wanted.delete(name));
  return [...known, ...[...wanted].sort().map(otherStatistic)];
}

function otherStatistic(name: string): DrawStatistic {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { name, arviz: snake, cmdstan: `${snake}__`, kind: 'real' };
}
