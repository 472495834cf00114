import type { Outcome, Task } from '../cell.ts';
import { failure, runJob } from '../job.ts';
import { fromJson, toJson } from '../json.ts';

/** What a thread is asked: the JSON of a job, from anywhere; the URL of a module whose default export is a `Task`; and our version. */
export interface Errand {
  payload: string;
  task: string;
  version: string;
}

/** What a thread of the pool runs. It gives the JSON of an `Outcome`, and never throws: who sees an error knows that the thread died. */
export default async function runErrand({ payload, task, version }: Errand): Promise<string> {
  return toJson(await outcomeOf(payload, task, version));
}

async function outcomeOf(payload: string, url: string, version: string): Promise<Outcome> {
  try {
    const { default: task } = (await import(url)) as { default: Task };
    return await runJob(fromJson(payload), task, version);
  } catch (error) {
    return failure(error);
  }
}
