/** Whether we run in Node, and not in a page or a worker of a browser. */
export const inNode = typeof process !== 'undefined' && typeof process.versions?.node === 'string';

/**
 * Import an optional package. The name comes in a variable, so that bundlers and the type checker do not look for a package that need not
 * be there. `undefined` when it is not installed; any other failure throws.
 */
export async function importOptional<T>(name: string): Promise<T | undefined> {
  try {
    return (await import(/* @vite-ignore */ name)) as T;
  } catch (error) {
    if (isMissing(error, name)) return undefined;
    throw error;
  }
}

/** Not found itself; a package that is there but misses one of its own parts is broken, not absent. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as { code?: string; message?: string };
  const notFound = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  if (notFound) return String(message).includes(`'${name}'`);
  // Vite puts a module that throws this in the place of an optional peer dependency.
  return String(message).startsWith(`Could not resolve "${name}" imported by`);
}
