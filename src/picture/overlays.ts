import { Matrix, symmetricSqrt } from '../linalg/index.ts';
import type { Moments } from '../targets/index.ts';
import type { Pairs } from './moment.ts';
import type { Painter } from './painter.ts';
import type { Palette } from './palette.ts';
import type { PaneContent } from './pane.ts';
import { within } from './paths.ts';
import { projectionOf } from './scale.ts';

const ARM = 6;
/** A Gaussian has 39 and 86 % of its mass in these ellipses. */
const RADII = [1, 2];

/** The exact law: its mean as a cross, and the ellipses of one and two standard deviations. */
export function paintExact(
  painter: Painter,
  { mean, covariance }: Moments,
  content: PaneContent,
  palette: Palette,
): void {
  const { place, window, axes } = content;
  const [i, j] = axes as readonly [number, number];
  const block = new Matrix([
    [covariance[i]![i]!, covariance[i]![j]!],
    [covariance[j]![i]!, covariance[j]![j]!],
  ]);
  const root = symmetricSqrt(block);
  const project = projectionOf(place.plot, window);
  const [x, y] = project(mean[i]!, mean[j]!);
  within(painter, place.plot, () => {
    painter.strokeStyle = palette.ink;
    painter.lineWidth = 1.5;
    painter.beginPath();
    painter.moveTo(x - ARM, y);
    painter.lineTo(x + ARM, y);
    painter.moveTo(x, y - ARM);
    painter.lineTo(x, y + ARM);
    painter.stroke();
    for (const radius of RADII) {
      painter.beginPath();
      for (let step = 0; step <= 96; step++) {
        const [cosine, sine] = [radius * Math.cos((step * Math.PI) / 48), radius * Math.sin((step * Math.PI) / 48)];
        const point = project(
          mean[i]! + root.get(0, 0) * cosine + root.get(0, 1) * sine,
          mean[j]! + root.get(1, 0) * cosine + root.get(1, 1) * sine,
        );
        if (step === 0) painter.moveTo(...point);
        else painter.lineTo(...point);
      }
      painter.stroke();
    }
  });
}

/** Lines between points that are coupled. */
export function paintPairs(
  painter: Painter,
  { from, to, strengths }: Pairs,
  content: PaneContent,
  palette: Palette,
): void {
  const { place, window, axes, dimension } = content;
  const project = projectionOf(place.plot, window);
  const [i, j] = axes as readonly [number, number];
  within(painter, place.plot, () => {
    painter.strokeStyle = palette.quiet;
    painter.lineWidth = 0.8;
    for (let row = 0; row < from.length / dimension; row++) {
      painter.globalAlpha = 0.6 * (strengths?.[row] ?? 1);
      painter.beginPath();
      painter.moveTo(...project(from[row * dimension + i]!, from[row * dimension + j]!));
      painter.lineTo(...project(to[row * dimension + i]!, to[row * dimension + j]!));
      painter.stroke();
    }
  });
}
