import type { Curves as Data } from '../../protocol.ts';
import { element, setText } from '../dom.ts';
import type { Session } from '../scene/session.ts';
import type { Settings } from '../settings.ts';
import { figure, words } from '../text.ts';
import type { WorkerLink } from '../worker-link.ts';
import type { Chart, ChartStyle } from './chart.ts';
import { Legend } from './legend.ts';
import { figuresIn, isError, type Line, linesOf } from './line.ts';
import { loadChart } from './load-chart.ts';
import { tableOf } from './table.ts';

/** What is said below a figure. */
const NOTES: Record<string, string> = { distance: 'Sliced Wasserstein; dashed: what exact samples would have.' };

/** A chart on the page. */
interface Drawn {
  chart: Chart;
  box: HTMLElement;
  note: HTMLElement;
}

/** Energies, distances and what solvers say, over the time of the run. */
export class Curves {
  readonly #link: WorkerLink;
  readonly #session: Session;
  readonly #settings: Settings;
  readonly #legend = new Legend(() => void this.#draw());
  readonly #charts = element('div', { class: 'charts' });
  readonly #table = element('div');
  readonly #logarithmic = element('input', { type: 'checkbox', checked: true, on: { change: () => this.#rebuild() } });
  readonly element = element(
    'div',
    { class: 'curves' },
    this.#legend.element,
    element('label', { class: 'logarithmic' }, this.#logarithmic, 'errors on a logarithmic scale'),
    this.#charts,
    element('details', { class: 'figures' }, element('summary', {}, 'Figures as a table'), this.#table),
  );
  #drawn = new Map<string, Drawn>();
  #curves: readonly Data[] = [];
  #built = '';
  #isShown = false;

  constructor(link: WorkerLink, session: Session, settings: Settings) {
    this.#link = link;
    this.#session = session;
    this.#settings = settings;
    link.on('curves', ({ curves }) => {
      this.#curves = curves;
      void this.#draw();
    });
    link.on('opened', () => this.#legend.showAll());
    settings.onChange(() => this.#rebuild());
    new ResizeObserver(() => {
      for (const { chart, box } of this.#drawn.values()) chart.resize(box.clientWidth);
    }).observe(this.#charts);
  }

  show(isShown: boolean): void {
    this.#isShown = isShown;
    this.#link.tell({ type: 'curves', wanted: isShown });
  }

  #rebuild(): void {
    this.#built = '';
    void this.#draw();
  }

  async #draw(): Promise<void> {
    if (!this.#isShown) return;
    const { Chart: Kind } = await loadChart();
    const visible = this.#curves.map((each) => (this.#legend.hides(each.ensemble) ? { ...each, series: {} } : each));
    const figures = figuresIn(visible).map((name) => ({ name, lines: linesOf(name, visible, this.#colourOf) }));
    const structure = JSON.stringify([
      this.#curves.map(({ ensemble }) => ensemble),
      figures.map(({ name, lines }) => [name, lines.map(({ ensemble }) => ensemble)]),
    ]);
    if (structure !== this.#built) this.#build(figures, Kind);
    this.#built = structure;
    for (const { name, lines } of figures) this.#update(this.#drawn.get(name)!, name, lines);
    this.#table.replaceChildren(tableOf(this.#curves));
  }

  #update({ chart, box, note }: Drawn, name: string, lines: readonly Line[]): void {
    chart.update(lines);
    box.setAttribute('aria-label', `${words(name)} over time; now ${latest(lines)}`);
    setText(note, noteOf(name, lines));
  }

  #build(figures: readonly { name: string; lines: Line[] }[], Kind: typeof Chart): void {
    for (const { chart } of this.#drawn.values()) chart.destroy();
    const names = this.#curves.map(({ ensemble }) => ensemble);
    this.#legend.fill(names, this.#colourOf);
    const boxes = figures.map(({ name }) => {
      const box = element('div', { class: 'chart', role: 'img', 'aria-label': words(name) });
      const note = element('p', { class: 'chart-note' });
      const head = element('figcaption', {}, words(name));
      return { box, note, figure: element('figure', { class: 'chart-figure', 'data-figure': name }, head, box, note) };
    });
    this.#charts.replaceChildren(...boxes.map((each) => each.figure));
    const style = styleOfPage();
    this.#drawn = new Map(
      figures.map(({ name, lines }, i) => {
        const { box, note } = boxes[i]!;
        const logarithmic = isError(name) && this.#logarithmic.checked;
        return [name, { chart: new Kind(box, lines, { ...style, logarithmic }), box, note }];
      }),
    );
  }

  readonly #colourOf = (index: number): string => {
    const colours = this.#session.colours[this.#settings.look.theme];
    return colours[index % colours.length]!;
  };
}

function styleOfPage(): Omit<ChartStyle, 'logarithmic'> {
  const css = getComputedStyle(document.documentElement);
  const property = (name: string): string => css.getPropertyValue(`--${name}`).trim();
  return { quiet: property('quiet'), grid: property('line'), warning: property('warning'), font: property('text') };
}

const latest = (lines: readonly Line[]): string =>
  lines.flatMap(({ dashed, ensemble, value }) => (dashed ? [] : [`${ensemble} ${figure(value.at(-1)!)}`])).join(', ');

/** Of an energy: whether it did what the energy of a gradient flow does. */
function noteOf(name: string, lines: readonly Line[]): string {
  if (name !== 'energy') return NOTES[name] ?? '';
  const risen = lines.filter(({ rises }) => rises.length > 0);
  if (risen.length === 0) return 'Dissipation: no energy ever rose.';
  return `▲ rose: ${risen.map(({ ensemble, rises }) => `${ensemble} at ${counted(rises.length)}`).join(', ')}.`;
}

const counted = (steps: number): string => `${steps} step${steps === 1 ? '' : 's'}`;
