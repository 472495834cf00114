import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { InputError } from '../../errors.ts';
import { positionAt } from './position.ts';
import type { Locate } from './source.ts';

/** A scene in JSON; comments and trailing commas are welcome. @throws InputError with the line where it is no JSON */
export function parseJson(text: string, file: string): { input: unknown; locate: Locate } {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error || !root) {
    const cause = error
      ? printParseErrorCode(error.error)
          .replace(/([a-z])([A-Z])/g, '$1 $2')
          .toLowerCase()
      : 'empty';
    throw new InputError(`${file}:${positionAt(text, error?.offset ?? 0)}: is not JSON (${cause})`);
  }
  return { input: getNodeValue(root), locate: (path) => locate(root, text, file, path) };
}

function locate(root: Node, text: string, file: string, path: Parameters<Locate>[0]): ReturnType<Locate> {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = findNodeAtLocation(root, path.slice(0, depth));
    if (node) return { position: `${file}:${positionAt(text, node.offset)}`, depth };
  }
  return undefined;
}
