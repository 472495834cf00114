import { z } from 'zod';
import { InputError } from '../errors.ts';
import { customTargets } from '../playing/index.ts';
import { formatPath, formatValue, parse } from '../schema.ts';
import type { BackendName } from '../tensor/index.ts';
import { disposeWorld, loadWorld, type Scene, saveWorld, type World } from '../world/index.ts';
import type { OutputFolder } from './output/folder.ts';
import { dataOf, firstDifference } from './scene-data.ts';

/** The file in the output folder from which an interrupted run goes on. A run that comes to its end removes it. */
export const CHECKPOINT = 'checkpoint.otto';

const noteSchema = z.strictObject({
  scene: z.unknown(),
  /** The frames recorded so far, the start included; the file of frames has at least these. */
  frames: z.int().positive(),
  mostRecorded: z.int().positive(),
  wallTime: z.strictObject({ run: z.number(), ensembles: z.record(z.string(), z.number()) }),
});

/** What a checkpoint knows besides the world. */
export type CheckpointNote = Omit<z.infer<typeof noteSchema>, 'scene'>;

export async function writeCheckpoint(
  folder: OutputFolder,
  scene: Scene,
  world: World,
  note: CheckpointNote,
): Promise<void> {
  await folder.write(CHECKPOINT, await saveWorld(world, { scene: dataOf(scene), ...note }));
}

/**
 * The world of the checkpoint in `folder`.
 * @throws InputError when there is none, it is damaged, or it is of another scene, seed or backend: the resumed run would be neither
 */
export async function readCheckpoint(
  folder: OutputFolder,
  scene: Scene,
  backend: BackendName | 'auto' = 'auto',
): Promise<{ world: World; note: CheckpointNote }> {
  const where = folder.file(CHECKPOINT);
  const file = await folder.read(CHECKPOINT);
  if (!file) throw new InputError(`${where}: not found, nothing to resume (a run that ends removes its checkpoint)`);
  const { world, note } = await loadWorld(file, { file: where, targets: customTargets(scene) });
  try {
    const { scene: before, ...rest } = parse(noteSchema, note, where);
    checkSame(where, before, scene);
    if (backend !== 'auto' && backend !== world.backend.name) {
      throw new InputError(`backend: must be ${world.backend.name}, on which ${where} was written, got ${backend}`);
    }
    return { world, note: rest };
  } catch (error) {
    disposeWorld(world);
    throw error;
  }
}

function checkSame(where: string, before: unknown, scene: Scene): void {
  const difference = firstDifference(before, dataOf(scene));
  if (!difference) return;
  const { path, before: old, now } = difference;
  throw new InputError(
    `${where}: is of another run: ${formatPath(path)} was ${formatValue(old)}, now ${formatValue(now)}; resume with the same scene and seed`,
  );
}
