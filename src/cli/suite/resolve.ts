import { extname } from 'node:path';
import { defineSuite, type Suite, type SuiteInput, suiteSchema, suites } from '../../bench/index.ts';
import { InputError } from '../../errors.ts';
import { formatValue, parse } from '../../schema.ts';
import { withDataFiles } from '../scene/data-files.ts';
import { ENDINGS, loadFile } from '../scene/load.ts';
import { blame } from '../scene/source.ts';

/** What flags change in a suite. */
export interface SuiteFlags {
  suite: string;
  targets?: string[];
  methods?: string[];
  replicates?: number;
  budget?: number;
  particles?: number;
  seed?: string;
}

/** A suite that is ready to be planned. */
export interface ResolvedSuite {
  suite: Suite;
  /** Run `action` on the suite; a complaint about one of its fields then says where the field was written. */
  blame<T>(action: () => T | Promise<T>): Promise<T>;
}

/** The suite of a built-in name or a file, with what the flags change. @throws InputError */
export async function resolveSuite(flags: SuiteFlags): Promise<ResolvedSuite> {
  const builtIn = suites.find(({ name }) => name === flags.suite);
  if (builtIn) return { suite: changed(defineSuite(builtIn), flags), blame: async (action) => action() };
  if (!ENDINGS.includes(extname(flags.suite))) {
    const known = suites.map(({ name }) => name).join(', ');
    throw new InputError(
      `--suite: must be ${known} or a file .ts, .js, .mjs or .json, got ${formatValue(flags.suite)}`,
    );
  }
  const source = await loadFile(flags.suite, 'suite');
  const blameSource = <T>(action: () => T | Promise<T>): Promise<T> => blame(source, action);
  const suite = await blameSource(async () =>
    defineSuite((await withDataFiles(source.input, source.folder)) as SuiteInput),
  );
  return { suite: changed(suite, flags), blame: blameSource };
}

function changed(suite: Suite, { targets, methods, replicates, budget, particles, seed }: SuiteFlags): Suite {
  if (replicates !== undefined) parse(suiteSchema.shape.replicates, replicates, '--replicates');
  if (particles !== undefined) parse(suiteSchema.shape.count, particles, '--particles');
  const kept = chosen(suite.targets, targets, '--targets');
  const isKept = (target: string): boolean => kept.some(({ name }) => name === target);
  return {
    ...suite,
    ...(seed !== undefined && { seed }),
    ...(replicates !== undefined && { replicates }),
    ...(budget !== undefined && { budget }),
    ...(particles !== undefined && { count: particles }),
    targets: kept.map(({ budget: own, count, ...rest }) => ({
      ...rest,
      // What is said on the command line is said of all.
      ...(own !== undefined && budget === undefined && { budget: own }),
      ...(count !== undefined && particles === undefined && { count }),
    })),
    methods: chosen(suite.methods, methods, '--methods').map(({ count, targets: own, ...rest }) => ({
      ...rest,
      ...(own && { targets: own.filter(isKept) }),
      ...(count !== undefined && particles === undefined && { count }),
    })),
  };
}

/** Those of the names, in the order of the suite. @throws InputError naming those that there are */
function chosen<T extends { name: string }>(entries: T[], names: string[] | undefined, flag: string): T[] {
  const unknown = names?.find((name) => !entries.some((entry) => entry.name === name));
  if (unknown !== undefined) {
    const known = entries.map(({ name }) => name).join(', ');
    throw new InputError(`${flag}: must be some of ${known}, got ${formatValue(unknown)}`);
  }
  return names ? entries.filter(({ name }) => names.includes(name)) : entries;
}
