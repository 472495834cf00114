import { InputError } from '../../errors.ts';
import type { Scene, World } from '../../world/index.ts';
import type { Moment, Observer } from '../observer.ts';
import type { OutputFolder } from './folder.ts';
import { FrameFile } from './frame-file.ts';

/** Keeps the frames of a run on disk. An observer like any other. */
export class Recorder implements Observer {
  readonly frames: FrameFile;

  private constructor(frames: FrameFile) {
    this.frames = frames;
  }

  /**
   * @param most particles recorded per ensemble
   * @param keep so many frames of the run that is resumed, or 0
   * @throws InputError when the frames of an earlier run are gone
   */
  static async open(
    folder: OutputFolder,
    played: { scene: Scene; world: World },
    most: number,
    keep: number,
  ): Promise<Recorder> {
    const frames = await FrameFile.open(folder, played, most, keep);
    if (frames) return new Recorder(frames);
    throw new InputError(
      `${folder.file(FrameFile.name)}: has fewer frames than the checkpoint beside it, cannot resume; start without --resume`,
    );
  }

  frame({ world }: Moment): Promise<void> {
    return this.frames.append(world);
  }
}
