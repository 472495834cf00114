import { parse } from '@babel/parser';
import type { Expression, File, Node, ObjectExpression, Statement } from '@babel/types';
import { type FieldPath, firstLine, InputError } from '../../errors.ts';
import type { Place } from './source.ts';

/** The source of a scene that is code, to find where its fields are written. */
export class ModuleSource {
  readonly #file: string;
  readonly #ast: File;

  /** @throws InputError with the line where the text is neither TypeScript nor JavaScript */
  constructor(text: string, file: string) {
    this.#file = file;
    try {
      this.#ast = parse(text, { sourceType: 'module', plugins: ['typescript'] });
    } catch (error) {
      const { line = 1, column = 0 } = (error as { loc?: { line: number; column: number } }).loc ?? {};
      const cause = firstLine(error).replace(/ \(\d+:\d+\)$/, '');
      throw new InputError(`${file}:${line}:${column + 1}: is not TypeScript (${cause})`);
    }
  }

  /** Where a field of the default export is written. */
  locate = (path: FieldPath): Place | undefined => {
    const statement = this.#statements.find((each) => each.type === 'ExportDefaultDeclaration');
    return statement && this.#walk(statement.declaration as Expression, path);
  };

  /** Where a field of the argument of the first call on a line is written: the place of what a factory complains about. */
  locateInCall(line: number, path: FieldPath): Place | undefined {
    const call = firstCall(this.#ast, line);
    return call && this.#walk(call as Expression, path);
  }

  get #statements(): Statement[] {
    return this.#ast.program.body;
  }

  #walk(start: Expression, path: FieldPath): Place | undefined {
    let node: Node = this.#value(start);
    let depth = 0;
    for (const key of path) {
      const next = child(node, key);
      if (!next) break;
      node = this.#value(next);
      depth++;
    }
    const { line, column } = node.loc!.start;
    return { position: `${this.#file}:${line}:${column + 1}`, depth };
  }

  /** The literal behind a cast, a factory call or the name of a constant. */
  #value(node: Node): Node {
    switch (node.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'ParenthesizedExpression':
        return this.#value(node.expression);
      case 'CallExpression':
        return node.arguments[0] ? this.#value(node.arguments[0]) : node;
      case 'Identifier':
        return this.#constant(node.name) ?? node;
      default:
        return node;
    }
  }

  #constant(name: string): Node | undefined {
    for (const statement of this.#statements) {
      const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
      if (declaration?.type !== 'VariableDeclaration') continue;
      const found = declaration.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
      if (found?.init) return this.#value(found.init);
    }
    return undefined;
  }
}

function child(node: Node, key: string | number): Node | undefined {
  if (node.type === 'ArrayExpression') return node.elements[key as number] ?? undefined;
  if (node.type === 'ObjectExpression') return property(node, String(key));
  return undefined;
}

function property({ properties }: ObjectExpression, key: string): Node | undefined {
  for (const each of properties) {
    if (each.type !== 'ObjectProperty' || each.computed) continue;
    const name = each.key.type === 'Identifier' ? each.key.name : 'value' in each.key ? String(each.key.value) : '';
    if (name === key) return each.value;
  }
  return undefined;
}

/** Depth first, so the outermost call of the line. */
function firstCall(node: unknown, line: number): Node | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { type, loc } = node as Node;
  if (type === 'CallExpression' && loc?.start.line === line) return node as Node;
  for (const inner of Object.values(node)) {
    const found = firstCall(inner, line);
    if (found) return found;
  }
  return undefined;
}
