import { describe, expect, it } from 'vitest';
import { swapped } from '../../src/viewer/page/scene/swapped.ts';
import type { MethodCard } from '../../src/viewer/protocol.ts';
import { fieldsOf } from '../../src/viewer/worker/fields.ts';
import { checkMethod, methods } from '../../src/world/index.ts';
import '../../systems/index.ts';

const cards: MethodCard[] = methods().map(({ definition: { type, title, source, sites = false, parameters } }) => ({
  ...{ type, title, source, sites },
  fields: fieldsOf(parameters),
}));
const cardOf = (type: string): MethodCard => cards.find((card) => card.type === type)!;

describe('another method in the place of one', () => {
  it('keeps what says the same: energy and ε, not the step or the solver', () => {
    const jko = {
      type: 'blob-jko',
      stepSize: 0.7,
      energy: [{ type: 'entropy', scale: 1 }],
      bandwidth: 0.4,
      solver: 'l-bfgs',
    };
    expect(swapped(jko, cardOf('jko-flow'))).toEqual({ type: 'jko-flow', energy: jko.energy, bandwidth: 0.4 });
    expect(swapped({ type: 'sinkhorn-jko', stepSize: 1, epsilon: 3 }, cardOf('entropic-jko'))).toEqual({
      type: 'entropic-jko',
      epsilon: 3,
    });
  });

  it('does not keep a choice that the other has not, or a value of another kind', () => {
    const quantile = { type: 'blob-jko', discretisation: 'quantile' };
    expect(swapped(quantile, cardOf('ipfp'))).toEqual({ type: 'ipfp' });
    expect(swapped({ type: 'sinkhorn-coupling', epsilon: 'auto' }, cardOf('ipfp'))).toEqual({ type: 'ipfp' });
  });

  it.each(cards.flatMap((from) => cards.map((to) => [from.type, to.type] as const)))(
    '%s → %s is a method',
    (from, to) => {
      const start = swapped({ type: 'none' }, cardOf(from));
      const { method, parameters } = checkMethod(start);
      const next = swapped({ type: method.definition.type, ...parameters }, cardOf(to));
      expect(checkMethod(next).method.definition.type).toBe(to);
    },
  );
});
