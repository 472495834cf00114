import { highestOf } from './bars.ts';
import { colourOf, styleOf } from './colour.ts';
import { centre } from './interval.ts';
import { barOpacity, barsOf, paintBars, paintCurve } from './marginals.ts';
import type { PaneMoment } from './moment.ts';
import type { Painter } from './painter.ts';
import { type Palette, seriesColour } from './palette.ts';
import { type Curve, densityAxis, type PaneContent, STRIP } from './pane.ts';
import { traceArea, within } from './paths.ts';
import { type Projection, projectionOf } from './scale.ts';
import type { Typesetter } from './text.ts';
import type { Window } from './window.ts';

/** The window of a pane at a moment: on a line without an exact density, as high as what it shows is. */
export function windowAt(content: PaneContent, moment: PaneMoment): Window {
  const { window, axes, isFixed } = content;
  if (axes.length === 2 || isFixed) return window;
  const highest = highestOf(barsOf(content, moment, 0, window[0]));
  // In steps of √2, so that ticks do not tremble.
  const top = 1.08 * highest > window[1][1] ? 2 ** (Math.ceil(2 * Math.log2(1.08 * highest)) / 2) : window[1][1];
  return [window[0], densityAxis(top)];
}

/** One coordinate: the exact density filled, or the potential, with the histogram of the ensemble over it. */
export function paintLine(
  painter: Painter,
  content: PaneContent,
  moment: PaneMoment,
  window: Window,
  { palette, potentials, type }: { palette: Palette; potentials: boolean; type: Typesetter },
): void {
  const { place, index, line, potential } = content;
  const project = projectionOf(place.plot, window);
  const colour = seriesColour(palette, index);
  const exact = potential ? [] : (content.marginals[0] ?? []);
  within(painter, place.plot, () => {
    if (line === 0 && exact.length > 0) {
      painter.fillStyle = styleOf(palette.ramp(0.7));
      traceArea(painter, exact, project);
      painter.fill();
    }
    paintBars(painter, barsOf(content, moment, 0, window[0]), { colour, opacity: barOpacity(content) }, project);
    if (line === 0) paintCurve(painter, exact, palette.ink, project);
    if (potentials && potential) {
      paintPotential(painter, content, moment, palette);
      if (line === 0) paintKey(painter, type, content, moment, palette);
    }
    paintCurve(
      painter,
      [
        [window[0][0], 0],
        [window[0][1], 0],
      ],
      palette.line,
      project,
      1,
    );
  });
}

/** The room below the minimum of V, as a part of the height: a pressure goes below it where masses are rounded to 0. */
const BELOW = 0.06;

/** V, and V + p where there is a pressure, on a scale of their own. */
function paintPotential(painter: Painter, content: PaneContent, moment: PaneMoment, palette: Palette): void {
  const { place, window, line } = content;
  const { grid, top } = content.potential!;
  const project = projectionOf(place.plot, [window[0], [-top * (STRIP + BELOW), top]]);
  const curve: Curve = Array.from(grid.values, (value, i) => [
    centre(grid.x, i, grid.columns),
    Math.min(value, 4 * top),
  ]);
  if (line === 0) paintCurve(painter, curve, palette.quiet, project);
  if (moment.pressure) paintPressure(painter, content, { ...moment, pressure: moment.pressure }, project, palette);
}

/** Says which curve is which. */
function paintKey(
  painter: Painter,
  type: Typesetter,
  { place: { plot }, index }: PaneContent,
  { pressure }: PaneMoment,
  palette: Palette,
): void {
  const curves = [
    { name: 'V', colour: palette.quiet, dashes: [] },
    ...(pressure ? [{ name: 'V + p', colour: seriesColour(palette, index), dashes: DASHES }] : []),
  ];
  const middle = plot.x + plot.width / 2;
  for (const [i, { name, colour, dashes }] of curves.entries()) {
    const [x, y] = [middle + (i - curves.length / 2) * 74, plot.y + 18];
    painter.setLineDash(dashes);
    paintCurve(
      painter,
      [
        [0, 0],
        [22, 0],
      ],
      colour,
      (along) => [x + along, y - 4],
      1.6,
    );
    painter.setLineDash([]);
    type.write(name, x + 27, y, { colour: palette.ink, size: 12 });
  }
}

const DASHES = [5, 3];

function paintPressure(
  painter: Painter,
  { potential, index }: PaneContent,
  { positions, pressure }: PaneMoment & { pressure: Float32Array },
  project: Projection,
  palette: Palette,
): void {
  const held = Array.from(
    Int32Array.from(positions.keys()).sort((i, j) => positions[i]! - positions[j]!),
    (row) => {
      const height = heightAt(potential!.grid, positions[row]!);
      return [positions[row]!, height + pressure[row]!, height] as const;
    },
  );
  const colour = seriesColour(palette, index);
  const gap: Curve = [
    ...held.map(([x, low]) => [x, low] as const),
    ...held.map(([x, , high]) => [x, high] as const).reverse(),
  ];
  painter.fillStyle = styleOf(colourOf(colour), 0.14);
  painter.beginPath();
  for (const [i, [x, y]] of gap.entries()) (i === 0 ? painter.moveTo : painter.lineTo).call(painter, ...project(x, y));
  painter.fill();
  painter.setLineDash(DASHES);
  paintCurve(
    painter,
    held.map(([x, low]) => [x, low]),
    colour,
    project,
    1.6,
  );
  painter.setLineDash([]);
}

/** V at a place, between the cells linear. */
function heightAt(
  { x, columns, values }: { x: readonly [number, number]; columns: number; values: Float64Array },
  place: number,
): number {
  const at = ((place - x[0]) / (x[1] - x[0])) * columns - 0.5;
  const cell = Math.min(columns - 2, Math.max(0, Math.floor(at)));
  return values[cell]! + (at - cell) * (values[cell + 1]! - values[cell]!);
}
