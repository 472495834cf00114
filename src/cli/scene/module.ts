import { pathToFileURL } from 'node:url';
import * as tfjs from '@tensorflow/tfjs-core';
import { createJiti } from 'jiti';
import * as scenes from '../../../scenes/index.ts';
import * as systems from '../../../systems/index.ts';
import * as bures from '../../bures/index.ts';
import * as energies from '../../energies/index.ts';
import * as entropicJko from '../../entropic-jko/index.ts';
import { firstLine, InputError } from '../../errors.ts';
import * as ottoflow from '../../index.ts';
import * as manifolds from '../../manifolds/index.ts';
import { formatPath } from '../../schema.ts';
import * as sinkhornGaussian from '../../sinkhorn-gaussian/index.ts';
import * as sinkhornGeometry from '../../sinkhorn-geometry/index.ts';
import * as sinkhornJko from '../../sinkhorn-jko/index.ts';
import * as sinkhornPotentialFlow from '../../sinkhorn-potential-flow/index.ts';
import * as sites from '../../sites/index.ts';
import * as targets from '../../targets/index.ts';
import * as transport from '../../transport/index.ts';
import { ModuleSource } from './literal.ts';
import { type FileKind, isInputError, type Locate, withoutPlace } from './source.ts';

/** A scene folder needs no install: these names are this very package, its tfjs engine and its classes. */
const OURS = {
  '@tensorflow/tfjs-core': tfjs,
  ottoflow,
  'ottoflow/bures': bures,
  'ottoflow/energies': energies,
  'ottoflow/entropic-jko': entropicJko,
  'ottoflow/manifolds': manifolds,
  'ottoflow/scenes': scenes,
  'ottoflow/sinkhorn-gaussian': sinkhornGaussian,
  'ottoflow/sinkhorn-geometry': sinkhornGeometry,
  'ottoflow/sinkhorn-jko': sinkhornJko,
  'ottoflow/sinkhorn-potential-flow': sinkhornPotentialFlow,
  'ottoflow/sites': sites,
  'ottoflow/systems': systems,
  'ottoflow/targets': targets,
  'ottoflow/transport': transport,
};

const FACTORY: Record<FileKind, string> = { scene: 'defineScene', suite: 'defineSuite' };

/**
 * A scene or a suite that is a TypeScript or JavaScript module with a default export.
 * @param path absolute
 * @param file what to call it in messages
 * @throws InputError with the line, when it cannot be loaded or has no default export
 */
export async function loadModule(
  text: string,
  path: string,
  file: string,
  kind: FileKind,
): Promise<{ input: unknown; locate: Locate }> {
  const source = new ModuleSource(text, file);
  const input = await importDefault(path, file, source);
  if (typeof input !== 'object' || input === null) {
    throw new InputError(
      `${file}: must have a ${kind} as its default export: export default ${FACTORY[kind]}({ ... })`,
    );
  }
  return { input, locate: source.locate };
}

async function importDefault(path: string, file: string, source: ModuleSource): Promise<unknown> {
  const jiti = createJiti(pathToFileURL(path).href, {
    moduleCache: false,
    fsCache: false,
    interopDefault: false,
    virtualModules: OURS,
  });
  try {
    return ((await jiti.import(path)) as { default?: unknown }).default;
  } catch (error) {
    const line = lineOf(error, path);
    if (!isInputError(error)) {
      const place = line === undefined ? file : `${file}:${line}`;
      throw new InputError(`${place}: cannot be loaded (${firstLine(error)})`, { cause: error });
    }
    const place = line === undefined ? undefined : source.locateInCall(line, error.path);
    throw new InputError(`${place?.position ?? file}: ${describe(error)}`, { cause: error });
  }
}

/** A factory names itself and the field (`langevin.stepSize: …`); in a scene the path alone says where. */
const describe = (error: InputError): string =>
  /^(scene|suite)\b/.test(error.message) && error.path.length > 0
    ? `${formatPath(error.path)}: ${withoutPlace(error)}`
    : firstLine(error);

/** The line of the file from which the error came; jiti keeps the lines when it strips the types. */
function lineOf(error: unknown, path: string): number | undefined {
  const frame = (error as Error | null)?.stack?.split('\n').find((each) => each.includes(path));
  const line = frame?.match(/:(\d+):\d+\)?$/)?.[1];
  return line === undefined ? undefined : Number(line);
}
