import { type FieldPath, firstLine, InputError } from '../../errors.ts';
import { isShared } from '../../playing/index.ts';
import { formatPath } from '../../schema.ts';

/** What a file may hold. */
export type FileKind = 'scene' | 'suite';

/** A scene as it came in: what it says, and where each of its fields was written. */
export interface SceneSource {
  /** As written: not yet checked. */
  input: unknown;
  /** The folder that relative paths in the scene start from. */
  folder: string;
  /** Put before messages about the scene where no line is known. */
  name: string;
  locate?: Locate;
}

/** Where the field at `path` is: the deepest part of the path that was written. */
export type Locate = (path: FieldPath) => Place | undefined;

export interface Place {
  /** `scene.json:12:7` */
  position: string;
  /** How many keys of the path were found. */
  depth: number;
}

/** Run `action` on the scene; a complaint about one of its fields gets the line where the field was written. */
export async function blame<T>(source: SceneSource, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isInputError(error) || !isAboutField(error)) throw error;
    throw located(error, source);
  }
}

/** By name: a scene that is code may bring its own copy of the engine. */
export const isInputError = (error: unknown): error is InputError => (error as Error)?.name === 'InputError';

/** Not about a flag, the output folder or a checkpoint. */
export const isAboutField = ({ path, message }: InputError): boolean =>
  path.length > 0 || /^(scene|suite)\b/.test(message);

function located(error: InputError, source: SceneSource): InputError {
  const { path, place } = writtenPath(error.path, source.locate);
  const field = path.length > 0 ? `${formatPath(path)}: ` : '';
  return new InputError(`${place?.position ?? source.name}: ${field}${withoutPlace(error)}`, {
    path: error.path,
    cause: error,
  });
}

/** The field may have been written for all ensembles and convergence studies at once, at the top. */
function writtenPath(path: FieldPath, locate?: Locate): { path: FieldPath; place?: Place } {
  const place = locate?.(path);
  const [head, , key] = path;
  if ((head === 'ensembles' || head === 'orders') && isShared(key) && (place?.depth ?? 0) <= 2) {
    const shared = path.slice(2);
    const top = locate?.(shared);
    if (top && top.depth > 0) return { path: shared, place: top };
  }
  return { path, place };
}

/** The message without the names of fields in front, which are said once, in full, instead. */
export const withoutPlace = (error: unknown): string => firstLine(error).replace(/^([\w.[\]-]+: )+/, '');
