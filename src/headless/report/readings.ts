import type { Moments } from '../../targets/index.ts';
import {
  errorToClosedForm,
  errorToReference,
  isSameTime,
  type LawError,
  type Reading,
  readingOf,
} from '../law-error.ts';
import type { FrameFile } from '../output/frame-file.ts';
import type { ReportInput } from './material.ts';

/** One ensemble at one recorded moment. */
export interface RecordedReading extends LawError {
  /** The number of the ensemble. */
  ensemble: number;
  time: number;
  moments: Moments;
}

/** Every ensemble at every frame. Only one frame of two ensembles is in memory at a time. */
export async function readingsOf({ scene, world, frames }: ReportInput): Promise<RecordedReading[]> {
  const ensembles = [...world.ensembles.values()];
  const read = async (frame: number, ensemble: number): Promise<Reading> => {
    const { positions, weights, time } = await frames.read(frame, ensemble);
    return readingOf(time, { positions, weights, dimension: ensembles[ensemble]!.dimension });
  };
  const numbers = new Map(ensembles.map(({ name }, i) => [name, i]));
  const readings: RecordedReading[] = [];
  for (const [i, ensemble] of ensembles.entries()) {
    const reference = numbers.get(scene.ensembles[i]?.reference ?? '');
    const framesAt = reference === undefined ? [] : await timesOf(frames, reference);
    for (let frame = 0; frame < frames.frames; frame++) {
      const reading = await read(frame, i);
      const { time, moments } = reading;
      const same = framesAt.findIndex((each) => isSameTime(each, time));
      const known = same < 0 ? undefined : errorToReference(reading, await read(same, reference!));
      readings.push({
        ensemble: i,
        time,
        moments,
        ...(reference === undefined ? errorToClosedForm(ensemble, reading) : known),
      });
    }
  }
  return readings;
}

/** The physical time of an ensemble at every frame. */
async function timesOf(frames: FrameFile, ensemble: number): Promise<number[]> {
  const times: number[] = [];
  for (let frame = 0; frame < frames.frames; frame++) times.push((await frames.read(frame, ensemble)).time);
  return times;
}
