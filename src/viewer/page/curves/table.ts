import type { Curves } from '../../protocol.ts';
import { element } from '../dom.ts';
import { figure, words } from '../text.ts';
import { figuresIn } from './line.ts';

/** The latest figures of all ensembles, for those who do not see curves. */
export function tableOf(curves: readonly Curves[]): HTMLElement {
  const names = figuresIn(curves);
  const latest = (values: readonly number[] = []): string => (values.length > 0 ? figure(values.at(-1)!) : '–');
  const column = (name: string): HTMLElement => element('th', { scope: 'col' }, words(name));
  const row = ({ ensemble, series }: Curves): HTMLElement => {
    const cells = names.map((name) => element('td', {}, latest(series[name]?.value)));
    return element('tr', {}, element('th', { scope: 'row' }, ensemble), ...cells);
  };
  return element(
    'div',
    { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': 'Figures' },
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, column('ensemble'), ...names.map(column))),
      element('tbody', {}, ...curves.map(row)),
    ),
  );
}
