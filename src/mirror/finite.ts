/** Stop here rather than let a NaN spread into a message about something else. @throws RangeError unless `value` is finite */
export function requireFinite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError('a particle became NaN or infinite (try a smaller step size)');
}
