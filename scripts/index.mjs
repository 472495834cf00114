// Writes systems/index.ts and scenes/index.ts: a new sampler or scene is one new file, and this finds it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const camel = (kebab) => kebab.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const filesOf = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .sort();

/** The factory as its file spells it: a name such as mirrorMcKeanVlasov does not follow from the name of the file. */
const methodIn = (file) =>
  /^export const (\w+) = defineMethod\(/m.exec(readFileSync(`systems/${file}`, 'utf8'))?.[1] ??
  camel(file.slice(0, -3));

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
    .map((file) => `export { ${methodIn(file)} } from './${file}';\n`)
    .join(''),
);

const scenes = filesOf('scenes').map((file) => file.slice(0, -3));
const names = scenes.map((file) => `import ${camel(file)} from './${file}.ts';\n`).join('');
write(
  'scenes/index.ts',
  `import type { Scene } from '../src/world/index.ts';
${names}
/** Every built-in scene, in the order of their names. */
export const scenes: Scene[] = [${scenes.map(camel).join(', ')}];

export { ${scenes.map(camel).join(', ')} };
`,
);
