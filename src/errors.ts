/** Keys and indices from the root of what the user wrote to the field that is wrong. */
export type FieldPath = readonly (string | number)[];

/**
 * An error caused by what the user gave us: a scene, a flag, a data file. Its message is one line that names the field, the value
 * and what is allowed. The CLI prints it without a stack and exits with 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** Where in the user's input, so that a file reader can add the line. */
  readonly path: FieldPath;

  constructor(message: string, options: { path?: FieldPath; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.path = options.path ?? [];
  }
}

/** A run that could not go on (a full disk, a lost device). The CLI prints it without a stack and exits with 1. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/** The first line of any thrown value, for messages that quote a cause. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
