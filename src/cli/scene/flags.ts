import { type Override, parseOverride } from '../../playing/index.ts';

/** Flags of every command that plays a scene. */
export interface SceneFlags {
  seed?: string;
  set?: Override[];
  steps?: number;
  until?: number;
}

/** The parser of `--set`, which may be there several times. */
export const collectOverride = (text: string, before: Override[] = []): Override[] => [...before, parseOverride(text)];

/** What the flags change in a scene. */
export function overridesOf({ seed, set = [], steps, until }: SceneFlags): Override[] {
  const all = [...set];
  if (seed !== undefined) all.push({ text: `--seed ${seed}`, path: 'seed', value: seed });
  if (steps !== undefined) all.push({ text: `--steps ${steps}`, path: 'duration', value: { steps } });
  if (until !== undefined) all.push({ text: `--until ${until}`, path: 'duration', value: { time: until } });
  return all;
}
