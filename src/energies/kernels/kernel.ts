import { z } from 'zod';
import { ExponentialTerm } from './exponential-term.ts';
import { GaussianTerm } from './gaussian-term.ts';
import { LogarithmTerm } from './logarithm-term.ts';
import { PowerTerm } from './power-term.ts';
import type { RadialTerm } from './radial-term.ts';
import type { Spring } from './spring.ts';

const positive = (value: number) => z.number().positive().default(value);
const softening = (value: number) => z.number().nonnegative().default(value);

const pair = {
  attraction: positive(1),
  attractionLength: positive(1),
  repulsion: positive(1),
  repulsionLength: positive(0.5),
};

/** A radial interaction kernel W(z), z = x − y. |z|⁰/0 stands for log|z|, and with `softening` s, |z|² + s² for |z|². */
export const kernelSpecification = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('attractive-repulsive'),
      attraction: z.number().default(2),
      repulsion: z.number().default(1),
      softening: softening(0),
    })
    .refine(({ attraction, repulsion }) => repulsion < attraction, {
      path: ['repulsion'],
      error: ({ input }) => {
        const { attraction, repulsion } = input as { attraction: number; repulsion: number };
        return `must be less than the exponent of the attraction, ${attraction}, got ${repulsion}`;
      },
    })
    .describe('|z|^a/a − |z|^b/b with a > b > −d, in balance at the distance 1'),
  z
    .strictObject({
      type: z.literal('power'),
      exponent: z.number().default(2),
      strength: z.number().default(1),
      softening: softening(0),
    })
    .refine(({ exponent, strength, softening }) => exponent > 0 || strength <= 0 || softening > 0, {
      path: ['softening'],
      error: 'must be > 0 where an exponent <= 0 attracts, because the energy has no lower bound, got 0',
    })
    .describe('k|z|^p/p with p > −d: attraction for k > 0, repulsion for k < 0'),
  z
    .strictObject({ type: z.literal('keller-segel'), chi: positive(1), softening: positive(0.05) })
    .describe(
      '(χ/2π) ½ log(|z|² + s²): the drift χ∇c of chemotaxis with −Δc = ρ in the plane, softened at the scale s',
    ),
  z
    .strictObject({ type: z.literal('morse'), ...pair })
    .describe('−A exp(−|z|/l_A) + R exp(−|z|/l_R), attraction and repulsion'),
  z
    .strictObject({ type: z.literal('gaussian'), ...pair })
    .describe('−A exp(−|z|²/2l_A²) + R exp(−|z|²/2l_R²), attraction and repulsion'),
]);

/** A kernel as plain data, every default filled in. */
export type KernelSpecification = z.output<typeof kernelSpecification>;
/** A kernel as a user writes it. */
export type KernelInput = z.input<typeof kernelSpecification>;

/** The kernel as a sum of pieces that attract or repel. */
export function kernelPieces(kernel: KernelSpecification): (RadialTerm | Spring)[] {
  switch (kernel.type) {
    case 'attractive-repulsive':
      return [powerPiece(1, kernel.attraction, kernel.softening), powerPiece(-1, kernel.repulsion, kernel.softening)];
    case 'power':
      return [powerPiece(kernel.strength, kernel.exponent, kernel.softening)];
    case 'keller-segel':
      return [new LogarithmTerm(kernel.chi / (2 * Math.PI), kernel.softening)];
    case 'morse':
      return attractionAndRepulsion(ExponentialTerm, kernel);
    case 'gaussian':
      return attractionAndRepulsion(GaussianTerm, kernel);
  }
}

function powerPiece(strength: number, exponent: number, softening: number): RadialTerm | Spring {
  if (exponent === 2) return { spring: strength, softening };
  if (exponent === 0) return new LogarithmTerm(strength, softening);
  return new PowerTerm(strength, exponent, softening);
}

const attractionAndRepulsion = (
  Term: new (strength: number, length: number) => RadialTerm,
  { attraction, attractionLength, repulsion, repulsionLength }: Record<keyof typeof pair, number>,
): RadialTerm[] => [new Term(-attraction, attractionLength), new Term(repulsion, repulsionLength)];

/** The lowest power of |z| in a kernel that is not softened, and its field; nothing for kernels that are finite at z = 0. */
export function singularity(kernel: KernelSpecification): { field: string; exponent: number } | undefined {
  if (kernel.type === 'attractive-repulsive' && kernel.softening === 0)
    return { field: 'repulsion', exponent: kernel.repulsion };
  if (kernel.type === 'power' && kernel.softening === 0) return { field: 'exponent', exponent: kernel.exponent };
  return undefined;
}
