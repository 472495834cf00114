import { InputError } from '../errors.ts';

/** A backend that this machine does not offer: `auto` goes on to the next one, and whoever asked for it by name reads why. */
export class MissingBackend extends InputError {
  /** The reason alone. */
  readonly why: string;

  constructor(name: string, why: string) {
    super(`backend "${name}" is not there: ${why}`);
    this.why = why;
  }
}
