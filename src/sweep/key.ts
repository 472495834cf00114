import { createHash } from 'node:crypto';
import type { Cell } from './cell.ts';
import { toCanonicalJson } from './json.ts';

/** What a cell is stored under: 32 hex digits of the hash of its scene (with the seed), its parameters and the version, not of its name. */
export const keyOfCell = ({ scene, parameters }: Cell, version: string): string =>
  fingerprint(toCanonicalJson({ scene, parameters, version }));

/** The first 32 hex digits of the SHA-256 of a text. */
export const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
