import type { BackendName } from '../../tensor/index.ts';
import type { Scene, World } from '../../world/index.ts';
import { CHECKPOINT, type CheckpointNote, readCheckpoint, writeCheckpoint } from '../checkpoint.ts';
import type { Stopwatch } from '../stopwatch.ts';
import type { Summary } from '../summary.ts';
import { OutputFolder } from './folder.ts';
import { FrameFile } from './frame-file.ts';
import { writePositions } from './parquet.ts';
import { Recorder } from './recorder.ts';

/** Everything a run writes: summary.json, positions.parquet, report.html, and a checkpoint while it is not at its end. */
export class Output {
  readonly #folder: OutputFolder;
  readonly #scene: Scene;
  #recorder: Recorder | undefined;
  #mostRecorded: number;

  private constructor(folder: OutputFolder, scene: Scene, mostRecorded: number) {
    this.#folder = folder;
    this.#scene = scene;
    this.#mostRecorded = mostRecorded;
  }

  /** @throws InputError when the folder cannot be written */
  static async open(path: string, scene: Scene, mostRecorded: number): Promise<Output> {
    return new Output(await OutputFolder.open(path), scene, mostRecorded);
  }

  get mostRecorded(): number {
    return this.#mostRecorded;
  }

  /** The world of the checkpoint; as many particles are recorded as before. @throws InputError */
  async resume(backend?: BackendName | 'auto'): Promise<{ world: World; note: CheckpointNote }> {
    const resumed = await readCheckpoint(this.#folder, this.#scene, backend);
    this.#mostRecorded = resumed.note.mostRecorded;
    return resumed;
  }

  /**
   * The observer that records the frames, behind the first `keep` of an earlier run. From now on the folder is ours.
   * @throws InputError when another run writes into it
   */
  async record(world: World, keep: number): Promise<Recorder> {
    await this.#folder.lock();
    // The frames of an earlier run go now, and with them what its checkpoint is good for.
    if (keep === 0) await this.#folder.remove(CHECKPOINT);
    this.#recorder = await Recorder.open(this.#folder, { scene: this.#scene, world }, this.#mostRecorded, keep);
    return this.#recorder;
  }

  async checkpoint(world: World, stopwatch: Stopwatch): Promise<void> {
    const { frames } = this.#recorder!;
    if (frames.frames === 0) return;
    await frames.sync();
    const note = { frames: frames.frames, mostRecorded: this.#mostRecorded, wallTime: stopwatch.state };
    await writeCheckpoint(this.#folder, this.#scene, world, note);
  }

  /** What can still be kept when a file could not be written: the figures, and a checkpoint to go on from when there is space again. */
  async rescue(summary: Summary, world: World, stopwatch: Stopwatch): Promise<void> {
    await this.#recorder!.frames.dropTorn();
    await this.#writeSummary(summary);
    await this.checkpoint(world, stopwatch);
  }

  #writeSummary = (summary: Summary): Promise<void> =>
    this.#folder.write('summary.json', `${JSON.stringify(summary, null, 2)}\n`);

  /** The smallest file first: whatever the disk still takes is then the most useful. */
  async write(summary: Summary, world: World, command?: string): Promise<void> {
    const { frames } = this.#recorder!;
    await this.#writeSummary(summary);
    await writePositions(this.#folder, frames);
    const { renderReport } = await import('../report/index.ts');
    await this.#folder.write(
      'report.html',
      await renderReport({ scene: this.#scene, summary, world, frames, command }),
    );
  }

  /** After a run came to its end: what was only kept to resume it goes. */
  async tidy(): Promise<void> {
    await this.#closeFrames();
    await this.#folder.remove(CHECKPOINT);
    await this.#folder.remove(FrameFile.name);
  }

  /** Lets go of the folder. */
  async close(): Promise<void> {
    await this.#closeFrames();
    await this.#folder.unlock();
  }

  async #closeFrames(): Promise<void> {
    await this.#recorder?.frames.close();
    this.#recorder = undefined;
  }
}
