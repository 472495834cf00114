/**
 * x^y for x ≥ 0, to a few units in the last place times 1 + |y log x|. `Math.pow` and `**` differ by a unit between Node and browsers, and a run
 * has the same bits in both; their `Math.exp` and `Math.log` agree.
 */
export const power = (x: number, y: number): number => (y === 0 ? 1 : Math.exp(y * Math.log(x)));

/** x³, of any sign. */
export const cubed = (x: number): number => x * x * x;
