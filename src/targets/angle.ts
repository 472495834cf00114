const TURN = 2 * Math.PI;

/** The largest float32 below π: π itself rounds up, out of (−π, π]. */
const LARGEST_FLOAT32 = Math.fround(Math.PI - 2 ** -23);

/** The angle in (−π, π] that differs by whole turns. */
export function wrapAngle(angle: number): number {
  if (angle > -Math.PI && angle <= Math.PI) return angle;
  const rest = angle - TURN * Math.round(angle / TURN);
  return rest <= -Math.PI ? Math.PI : Math.min(rest, Math.PI);
}

/** An angle in (−π, π] as a number that float32 rounds to one in (−π, π]. */
export const angleForFloat32 = (angle: number): number => Math.min(LARGEST_FLOAT32, Math.max(-LARGEST_FLOAT32, angle));
