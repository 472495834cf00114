import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Decisions } from '../../src/hamiltonian/index.ts';
import { keyOf, uniforms } from '../../src/random/index.ts';

it('the k-th decision of a chain is coordinate k of its row, in whatever order chains decide', () => {
  const draw = { key: keyOf('decisions'), step: 5, stream: 7, firstRow: 11 };
  const [chains, most] = [4, 40];
  const expected = uniforms(chains, most, draw);
  fc.assert(
    fc.property(fc.array(fc.nat(chains - 1), { maxLength: most }), (order) => {
      const decisions = new Decisions(chains, draw);
      const taken = new Array<number>(chains).fill(0);
      for (const chain of order) expect(decisions.next(chain)).toBe(expected[chain * most + taken[chain]!++]);
    }),
  );
});
