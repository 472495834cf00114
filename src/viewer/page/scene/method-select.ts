import type { MethodCard } from '../../protocol.ts';
import { element } from '../dom.ts';

/** A choice among all methods. */
export function methodSelect(
  methods: readonly MethodCard[],
  { label, chosen, choose }: { label: string; chosen: string; choose(type: string): void },
): HTMLSelectElement {
  const group = (title: string, sites: boolean): HTMLElement =>
    element(
      'optgroup',
      { label: title },
      ...methods
        .filter((method) => method.sites === sites)
        .map(({ type, title: name }) => element('option', { value: type, selected: type === chosen }, name)),
    );
  const select = element(
    'select',
    { class: 'method', 'aria-label': label, on: { change: () => choose(select.value) } },
    group('Particles move', false),
    group('Masses move', true),
  );
  return select;
}
