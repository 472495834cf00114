import type { Turn as Rotation } from '../../../picture/index.ts';

/* Points of a unit sphere are turned towards the eye; all others lie in the plane z = 1, in front. */

type Turn = Rotation | undefined;

/** The constant `turn` that `turned` uses, in GLSL. */
export const turnGlsl = (turn: Turn): string =>
  turn ? `const mat3 turn = transpose(mat3(${turn.flat().map(literal).join(', ')}));` : '';

/** A vec2 or vec3 of coordinates as a vec3: across, upwards, towards the eye. GLSL. */
export const turned = (turn: Turn, coordinates: string): string =>
  turn ? `turn * ${coordinates}` : `vec3(${coordinates}, 1.0)`;

/** The same in WGSL, from the expressions of the coordinates. */
export const turnedWgsl = (turn: Turn, coordinates: readonly string[]): string => {
  const [x, y] = coordinates;
  if (!turn) return `vec3<f32>(${x}, ${y ?? '0.0'}, 1.0)`;
  const point = `vec3<f32>(${coordinates.join(', ')})`;
  return `vec3<f32>(${turn.map((row) => `dot(vec3<f32>(${row.map(literal).join(', ')}), ${point})`).join(', ')})`;
};

const literal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
