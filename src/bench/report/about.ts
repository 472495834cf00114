import type { Benchmark } from '../folder.ts';

/** Where the figures come from, in one sentence. */
export const engineOf = ({ suite, version, backend, command }: Benchmark): string =>
  `Suite ${suite.name}, seed ${suite.seed}, ${suite.replicates} replicates, ottoflow ${version}, backend ${backend}${command ? `: ${command}` : ''}.`;
