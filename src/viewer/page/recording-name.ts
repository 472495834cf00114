import type { Format, SceneInput } from '../protocol.ts';

/** What a recording is called: its scene and its seed, in letters that every file system takes. */
export function recordingName({ name, seed }: Pick<SceneInput, 'name' | 'seed'>, format: Format): string {
  const parts = [name, seed].filter((part) => part !== undefined).map((part) => plain(String(part)));
  return `${parts.filter((part) => part !== '').join('-') || 'scene'}.${format}`;
}

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
