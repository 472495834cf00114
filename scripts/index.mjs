// Writes systems/index.ts and scenes/index.ts: a new sampler or scene is one new file, and this finds it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const camel = (kebab) => kebab.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const filesOf = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    // A name comes before those that begin with it.
    .sort((a, b) => (a.slice(0, -3) < b.slice(0, -3) ? -1 : 1));

/** What a file gives: its method, as the file spells it, and what goes with it. */
const namesIn = (file) =>
  [...readFileSync(`systems/${file}`, 'utf8').matchAll(/^export (?:const|(?:async )?function) (\w+)/gm)].map(
    ([, name]) => name,
  );

function write(path, text) {
  const next = `// Written by \`npm run index\` from the files of this folder.\n${text}`;
  let old = '';
  try {
    old = readFileSync(path, 'utf8');
  } catch {}
  if (old !== next) writeFileSync(path, next);
}

write(
  'systems/index.ts',
  filesOf('systems')
    .map((file) => `export { ${namesIn(file).join(', ')} } from './${file}';\n`)
    .join(''),
);

const scenes = filesOf('scenes').map((file) => file.slice(0, -3));
const lines = scenes.map((file) => `  ${camel(file)},\n`).join('');
const names = scenes.map((file) => `import ${camel(file)} from './${file}.ts';\n`).join('');
write(
  'scenes/index.ts',
  `import type { Scene } from '../src/world/index.ts';
${names}
/** Every built-in scene, in the order of their names. */
export const scenes: Scene[] = [
${lines}];

export {
${lines}};
`,
);
