import { InputError } from '../errors.ts';

/** A parser for a flag that takes a positive integer. */
export const positiveInteger =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 1) return value;
    throw new InputError(`${flag}: must be an integer of at least 1, got ${JSON.stringify(text)}`);
  };

/** A parser for a flag that takes a positive number. */
export const positiveNumber =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
    throw new InputError(`${flag}: must be a number of more than 0, got ${JSON.stringify(text)}`);
  };
