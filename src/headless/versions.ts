import { createRequire } from 'node:module';
import { version_core as tfjs } from '@tensorflow/tfjs-core';

/** The versions that a result depends on. */
export function versions(): Record<string, string> {
  // package.json lies at another depth from the sources than from the built package, but a package finds itself by name from both.
  const { version } = createRequire(import.meta.url)('ottoflow/package.json') as { version: string };
  return { ottoflow: version, tfjs, node: process.versions.node };
}
