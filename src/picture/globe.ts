import type { Target } from '../targets/index.ts';
import { type DensityGrid, densityOnGrid } from './density.ts';
import { centre } from './interval.ts';
import type { Painter } from './painter.ts';
import type { Palette } from './palette.ts';
import type { PaneContent, Turn } from './pane.ts';
import { projectionOf } from './scale.ts';
import type { Window } from './window.ts';

/* The unit sphere from far away: an orthographic projection, with the north pole up and towards the eye. */

const DEGREE = Math.PI / 180;
const [AZIMUTH, ELEVATION] = [40 * DEGREE, 20 * DEGREE];

/** Across, upwards, towards the eye. */
export const GLOBE_TURN: Turn = [
  [-Math.sin(AZIMUTH), Math.cos(AZIMUTH), 0],
  [-Math.sin(ELEVATION) * Math.cos(AZIMUTH), -Math.sin(ELEVATION) * Math.sin(AZIMUTH), Math.cos(ELEVATION)],
  [Math.cos(ELEVATION) * Math.cos(AZIMUTH), Math.cos(ELEVATION) * Math.sin(AZIMUTH), Math.sin(ELEVATION)],
];

const ROOM = 1.06;
export const GLOBE_WINDOW: Window = [
  [-ROOM, ROOM],
  [-ROOM, ROOM],
];

/** What is behind the sphere is so much fainter. */
export const BEHIND = 0.25;

/** Points of space, row-major [n, 3], as seen: across, upwards, towards the eye. */
export const turnedPoints = (positions: Float32Array, turn: Turn): Float32Array =>
  positions.map((_, at) => {
    const row = at - (at % 3);
    return turn[at % 3]!.reduce((sum, part, k) => sum + part * positions[row + k]!, 0);
  });

const CELLS = 160;

/** The density of a target on the side of the sphere that is seen. */
export function densityOnGlobe(target: Target, [x, y]: Window): Promise<DensityGrid | undefined> {
  const grid = { x, y, columns: CELLS, rows: CELLS };
  return densityOnGrid(target, grid, (at) => {
    const [across, up] = [centre(x, at % CELLS, CELLS), centre(y, Math.floor(at / CELLS), CELLS)];
    const squared = across ** 2 + up ** 2;
    if (squared > 1) return undefined;
    const seen = [across, up, Math.sqrt(1 - squared)];
    return [0, 1, 2].map((k) => GLOBE_TURN.reduce((sum, row, i) => sum + row[k]! * seen[i]!, 0));
  });
}

const MERIDIANS = 6;
const PARALLELS = [-60, -30, 0, 30, 60];
const STEPS = 96;

/** The outline of the sphere, a few meridians and parallels. */
export function paintGlobe(painter: Painter, { place: { plot }, window }: PaneContent, palette: Palette): void {
  const project = projectionOf(plot, window);
  painter.strokeStyle = palette.quiet;
  painter.lineWidth = 1;
  const circle = (
    at: (angle: number) => readonly number[],
    opacities: readonly [front: number, back: number],
  ): void => {
    for (const [side, opacity] of opacities.entries()) {
      painter.globalAlpha = opacity;
      painter.beginPath();
      let isDrawing = false;
      for (let step = 0; step <= STEPS; step++) {
        const point = at((2 * Math.PI * step) / STEPS);
        const [across, up, depth] = GLOBE_TURN.map((row) => row.reduce((sum, part, k) => sum + part * point[k]!, 0));
        const isHere = side === 0 ? depth! >= 0 : depth! < 0;
        if (isHere && isDrawing) painter.lineTo(...project(across!, up!));
        if (isHere && !isDrawing) painter.moveTo(...project(across!, up!));
        isDrawing = isHere;
      }
      painter.stroke();
    }
  };
  for (let meridian = 0; meridian < MERIDIANS; meridian++) {
    const longitude = (Math.PI * meridian) / MERIDIANS;
    circle((angle) => onSphere(longitude, angle), [0.4, 0.12]);
  }
  for (const latitude of PARALLELS) circle((angle) => onSphere(angle, latitude * DEGREE), [0.4, 0.12]);
  painter.globalAlpha = 1;
  painter.beginPath();
  const [x, y] = project(0, 0);
  painter.arc(x, y, project(1, 0)[0] - x, 0, 2 * Math.PI);
  painter.stroke();
}

const onSphere = (longitude: number, latitude: number): [number, number, number] => [
  Math.cos(latitude) * Math.cos(longitude),
  Math.cos(latitude) * Math.sin(longitude),
  Math.sin(latitude),
];
