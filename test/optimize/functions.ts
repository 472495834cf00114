import type { LocalModel, Objective } from '../../src/optimize/index.ts';

/** ½ Σ λ_k (x_k − c_k)², rotated by a Householder reflection so that the axes mean nothing. */
export function quadratic(eigenvalues: readonly number[], centre: readonly number[]): Objective {
  const n = eigenvalues.length;
  const axis = Float64Array.from({ length: n }, (_, k) => 1 / Math.sqrt(n) + (k === 0 ? 1 : 0));
  const length = axis.reduce((sum, value) => sum + value * value, 0);
  const reflect = (x: Float64Array): Float64Array => {
    const along = (2 * x.reduce((sum, value, k) => sum + value * axis[k]!, 0)) / length;
    return x.map((value, k) => value - along * axis[k]!);
  };
  const times = (p: Float64Array): Float64Array => reflect(reflect(p).map((value, k) => value * eigenvalues[k]!));
  return (x): LocalModel => {
    const offset = x.map((value, k) => value - centre[k]!);
    const gradient = times(offset);
    const value = 0.5 * offset.reduce((sum, each, k) => sum + each * gradient[k]!, 0);
    return { value, gradient, hessianVector: times };
  };
}

/** Σ 100 (x_{k+1} − x_k²)² + (1 − x_k)²: minimum 0 at (1, …, 1). */
export const rosenbrock: Objective = async (x) => {
  const gradient = new Float64Array(x.length);
  let value = 0;
  for (let k = 0; k + 1 < x.length; k++) {
    const bend = x[k + 1]! - x[k]! ** 2;
    value += 100 * bend ** 2 + (1 - x[k]!) ** 2;
    gradient[k]! += -400 * x[k]! * bend - 2 * (1 - x[k]!);
    gradient[k + 1]! += 200 * bend;
  }
  const hessianVector = (p: Float64Array): Float64Array => {
    const out = new Float64Array(x.length);
    for (let k = 0; k + 1 < x.length; k++) {
      out[k]! += (1200 * x[k]! ** 2 - 400 * x[k + 1]! + 2) * p[k]! - 400 * x[k]! * p[k + 1]!;
      out[k + 1]! += 200 * p[k + 1]! - 400 * x[k]! * p[k]!;
    }
    return out;
  };
  return { value, gradient, hessianVector };
};

/** Σ log cosh(x_k − k): convex, its curvature vanishes far away, where a full Newton step overshoots. */
export const logCosh: Objective = (x) => {
  const z = x.map((value, k) => value - k);
  return {
    value: z.reduce((sum, each) => sum + Math.abs(each) + Math.log1p(Math.exp(-2 * Math.abs(each))) - Math.LN2, 0),
    gradient: z.map(Math.tanh),
    hessianVector: (p) => p.map((value, k) => value / Math.cosh(z[k]!) ** 2),
  };
};

/** The objective as float32 hardware would compute it: value and gradient rounded, and the rounding declared. */
export const rounded =
  (objective: Objective): Objective =>
  async (x) => {
    const model = await objective(Float64Array.from(x, Math.fround));
    return {
      ...model,
      value: Math.fround(1 + model.value),
      noise: 2 ** -23 * (1 + Math.abs(model.value)),
      gradient: model.gradient.map(Math.fround),
    };
  };

/** Remembers every value that was asked for. */
export function recorded(objective: Objective): { objective: Objective; values: number[] } {
  const values: number[] = [];
  return {
    values,
    objective: async (x) => {
      const model = await objective(x);
      values.push(model.value);
      return model;
    },
  };
}
