import type { Rect } from './layout.ts';
import type { Painter } from './painter.ts';
import type { Curve } from './pane.ts';
import type { Projection } from './scale.ts';

/** A path through points; it goes on behind what is not finite. */
export function tracePath(painter: Painter, points: Curve, project: Projection): void {
  painter.beginPath();
  let isDrawing = false;
  for (const [at, value] of points) {
    const isThere = Number.isFinite(value);
    if (isThere && isDrawing) painter.lineTo(...project(at, value));
    if (isThere && !isDrawing) painter.moveTo(...project(at, value));
    isDrawing = isThere;
  }
}

/** The area between points and 0. */
export function traceArea(painter: Painter, points: Curve, project: Projection): void {
  tracePath(painter, [[points[0]![0], 0], ...points, [points.at(-1)![0], 0]], project);
  painter.closePath();
}

/** Draw with everything outside of a rectangle cut off. */
export function within(painter: Painter, { x, y, width, height }: Rect, draw: () => void): void {
  painter.save();
  painter.beginPath();
  painter.rect(x, y, width, height);
  painter.clip();
  draw();
  painter.restore();
}
