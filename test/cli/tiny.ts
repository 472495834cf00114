/** A scene that runs in no time, as JSON has it. */
export const TINY = {
  name: 'tiny',
  title: 'Tiny',
  duration: { steps: 20 },
  count: 40,
  initial: { type: 'gaussian', dimension: 2 },
  target: { type: 'gaussian', mean: [1, 0] },
  ensembles: [{ name: 'a', method: { type: 'langevin', stepSize: 0.1 } }],
};
