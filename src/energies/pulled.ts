import { type Tensor, tidy } from '@tensorflow/tfjs-core';

/** The values of a tensor as float64 on the host; every tensor made on the way is disposed. */
export async function pulled(compute: () => Tensor): Promise<Float64Array> {
  const result = tidy(compute);
  const values = await result.data<'float32'>();
  result.dispose();
  return Float64Array.from(values);
}
