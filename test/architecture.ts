import { posix } from 'node:path';
import ts from 'typescript';

const BENCHMARKS = 'bench';

/** The folders (and the files beside them) from the bottom to the top: a file imports from its own folder, its own row or a lower row. */
export const LEVELS: readonly (readonly string[])[] = [
  ['src/errors.ts', 'src/schema.ts', 'src/elementary', 'src/random', 'src/linalg', 'assets'],
  ['src/tensor'],
  [
    'src/targets',
    'src/transport',
    'src/energies',
    'src/optimize',
    'src/metrics',
    'src/adaptation',
    'src/hamiltonian',
    'src/mirror',
    'src/bures',
    'src/quantile',
    'src/ode',
    'src/manifolds',
    'src/ipfp',
    'src/monge-ampere',
    'src/sites',
    'src/sinkhorn-jko',
    'src/sinkhorn-potential-flow',
    'src/sinkhorn-gaussian',
    'src/entropic-jko',
    'src/sinkhorn-geometry',
  ],
  ['src/world'],
  ['src/discretisation', 'src/metropolis'],
  ['systems'],
  ['scenes'],
  ['src/exact-law', 'src/playing', 'src/picture', 'src/filming'],
  ['src/document', 'src/headless'],
  ['src/sweep'],
  ['src/bench', 'src/viewer', 'src/recording', 'src/serving'],
  // The front door: names only. The command line serves it to the user's scene files.
  ['src/index.ts'],
  ['src/cli'],
  [BENCHMARKS],
];

/** Below `src/headless` everything runs in browsers as well as in Node, so nothing of Node may be imported when a module loads. */
const PORTABLE = LEVELS.slice(
  0,
  LEVELS.findIndex((row) => row.includes('src/headless')),
).flat();

/** The one folder that may draw. */
const VIEWER = 'src/viewer';

export interface Import {
  from: string;
  /** A path from the root for our own files, else the package as written. */
  to: string;
  /** `import type`, or an `import()` that runs later. */
  typeOnly: boolean;
  lazy: boolean;
}

/** Every broken rule, one sentence each, of sources given as path → text. */
export function violations(sources: ReadonlyMap<string, string>): string[] {
  const imports = [...sources].flatMap(([path, text]) => importsOf(path, text));
  const strangers = [...sources.keys()].filter((path) => !folderOf(path));
  return [
    ...strangers.map((path) => `${path} is in no folder of the design`),
    ...imports.flatMap(brokenRules),
    ...cycles(imports),
  ];
}

function importsOf(from: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Expression | undefined, kind: { typeOnly?: boolean; lazy?: boolean }): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const to = specifier.text.startsWith('.') ? posix.join(posix.dirname(from), specifier.text) : specifier.text;
    found.push({ from, to, typeOnly: kind.typeOnly ?? false, lazy: kind.lazy ?? false });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, { typeOnly: node.importClause?.isTypeOnly });
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, { typeOnly: node.isTypeOnly });
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, { typeOnly: true });
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], { lazy: true });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(from, text, ts.ScriptTarget.Latest));
  return found;
}

const folderOf = (path: string): string | undefined =>
  LEVELS.flat().find((folder) => path === folder || path.startsWith(`${folder}/`));
const levelOf = (folder: string): number => LEVELS.findIndex((row) => row.includes(folder));

function brokenRules({ from, to, typeOnly, lazy }: Import): string[] {
  const here = folderOf(from);
  if (!here) return [];
  if (!isOurs(to)) return brokenPackageRules({ from, to, typeOnly, lazy }, here);
  const there = folderOf(to);
  if (!there) return [`${from} imports ${to}, which is in no folder of the design`];
  if (there === here) return [];
  if (levelOf(there) > levelOf(here)) return [`${from} imports upwards: ${to}`];
  // Benchmarks measure the parts of a folder that its index hides, through the indexes of these parts.
  if (here === BENCHMARKS && to.endsWith('/index.ts')) return [];
  if (to !== there && to !== `${there}/index.ts` && there !== 'assets') {
    return [`${from} imports ${to} past the index of ${there}`];
  }
  return [];
}

const isOurs = (path: string): boolean =>
  path.startsWith('../') || /^(src|systems|scenes|bench|assets|test)\//.test(path);

function brokenPackageRules({ from, to, typeOnly, lazy }: Import, here: string): string[] {
  if (/^(@pixi\/|pixi\.js)/.test(to) && here !== VIEWER) return [`${from} imports ${to}; only ${VIEWER} draws`];
  const needsNode = to.startsWith('node:') && !typeOnly && !lazy;
  if (needsNode && PORTABLE.includes(here))
    return [`${from} imports ${to} when it loads, and browsers have no such module`];
  return [];
}

/** Each import cycle once, types included: a cycle of types is still two files that cannot be read apart. */
function cycles(imports: Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, path: string[]): void => {
    if (path.includes(file)) {
      found.push(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
      return;
    }
    if (done.has(file)) return;
    for (const other of next.get(file) ?? []) walk(other, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}
