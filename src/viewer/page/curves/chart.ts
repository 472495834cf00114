import uPlot from 'uplot';
import type { Line } from './line.ts';
import { withTickText } from './tick-text.ts';

/** How a chart is drawn. */
export interface ChartStyle {
  quiet: string;
  grid: string;
  warning: string;
  font: string;
  logarithmic: boolean;
}

const HEIGHT = 150;

/** Curves of one figure over time. */
export class Chart {
  readonly #plot: uPlot;
  readonly #style: ChartStyle;
  #lines: readonly Line[];

  constructor(box: HTMLElement, lines: readonly Line[], style: ChartStyle) {
    this.#lines = lines;
    this.#style = style;
    this.#plot = new uPlot(
      {
        ...{ width: box.clientWidth, height: HEIGHT, padding: [8, 8, 0, 0] },
        ...{ legend: { show: false }, cursor: { show: false } },
        scales: { x: { time: false }, y: { distr: style.logarithmic ? 3 : 1 } },
        axes: axesOf(style),
        series: [{}, ...lines.map(seriesOf)],
        hooks: { draw: [() => this.#markRises()] },
      },
      this.#data,
      box,
    );
  }

  update(lines: readonly Line[]): void {
    this.#lines = lines;
    this.#plot.setData(this.#data);
  }

  resize(width: number): void {
    if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  get #data(): uPlot.AlignedData {
    const shown = (value: number): number | null =>
      Number.isFinite(value) && (!this.#style.logarithmic || value > 0) ? value : null;
    return this.#lines.length === 0
      ? [[]]
      : uPlot.join(this.#lines.map(({ time, value }) => [[...time], value.map(shown)]));
  }

  /** Triangles where an energy rose. */
  #markRises(): void {
    const { ctx } = this.#plot;
    const size = 4 * devicePixelRatio;
    ctx.save();
    ctx.fillStyle = this.#style.warning;
    for (const [time, value] of this.#lines.flatMap(({ rises }) => rises)) {
      const [x, y] = [this.#plot.valToPos(time, 'x', true), this.#plot.valToPos(value, 'y', true)];
      ctx.beginPath();
      ctx.moveTo(x, y - size);
      ctx.lineTo(x + size, y + size);
      ctx.lineTo(x - size, y + size);
      ctx.fill();
    }
    ctx.restore();
  }
}

function axesOf({ quiet, grid, font, logarithmic }: ChartStyle): uPlot.Axis[] {
  const common = {
    ...{ stroke: quiet, font: `11px ${font}` },
    ...{ grid: { stroke: grid, width: 1 }, ticks: { show: false } },
  };
  return [
    { ...common, size: 24, space: 60 },
    { ...common, size: 50, space: 26, values: withTickText(logarithmic) },
  ];
}

const seriesOf = ({ colour, dashed }: Line): uPlot.Series => ({
  ...{ stroke: colour, width: dashed ? 1 : 1.75, spanGaps: true, points: { show: false } },
  ...(dashed && { dash: [4, 4] }),
});
