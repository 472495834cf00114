import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyChanges, changesBetween } from '../../src/filming/changes.ts';

const picture = fc.array(fc.constantFrom(0, 1, 0x80000000, 0xffffffff, 0x12345678), { minLength: 30, maxLength: 30 });

it('changes lead from one picture to the next, whatever they are', () => {
  fc.assert(
    fc.property(picture, picture, (a, b) => {
      const [before, now] = [Uint32Array.from(a), Uint32Array.from(b)];
      const changes = changesBetween(before, now);
      applyChanges(before, changes);
      expect(before).toEqual(now);
    }),
    { numRuns: 300 },
  );
});

it('what stays the same takes no room', () => {
  const before = new Uint32Array(1000).fill(0xff14161a);
  expect(changesBetween(before, before)).toEqual(Uint32Array.of(1000, 0));
  const now = before.slice();
  now[500]! += 1;
  expect(changesBetween(before, now)).toHaveLength(6);
});
