import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

const THREADS = 64;

/** Philox4x32-10, as `random/philox.ts`: the same words bit for bit. WGSL has no 64-bit product, so the high word is built from halves. */
const PHILOX = `
  fn multiply_high(a : u32, b : u32) -> u32 {
    let a_low = a & 0xffffu; let a_high = a >> 16u;
    let b_low = b & 0xffffu; let b_high = b >> 16u;
    let middle = a_high * b_low + ((a_low * b_low) >> 16u);
    let carry = a_low * b_high + (middle & 0xffffu);
    return a_high * b_high + (middle >> 16u) + (carry >> 16u);
  }
  fn philox(start : vec4<u32>, first_key : vec2<u32>) -> vec4<u32> {
    var c = start;
    var key = first_key;
    for (var round = 0; round < 10; round++) {
      let high_0 = multiply_high(0xd2511f53u, c.x);
      let high_1 = multiply_high(0xcd9e8d57u, c.z);
      c = vec4<u32>(high_1 ^ c.y ^ key.x, 0xcd9e8d57u * c.z, high_0 ^ c.w ^ key.y, 0xd2511f53u * c.x);
      key += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
    }
    return c;
  }
  fn uniform_of(word : u32) -> f32 { return (f32(word >> 9u) + 0.5) * 1.1920928955078125e-7; }`;

/**
 * Box-Muller with the logarithm, cosine and sine of the Cephes library (S. Moshier, single precision): the built-in functions of WGSL may
 * err by 1e-3 here. The angle is reduced to an octant exactly, before it is multiplied by 2π.
 */
const BOX_MULLER = `
  fn minus_log(x : f32) -> f32 {
    let bits = bitcast<u32>(x);
    var exponent = f32(i32(bits >> 23u) - 126);
    var mantissa = bitcast<f32>((bits & 0x7fffffu) | 0x3f000000u);
    if (mantissa < 0.70710678) { exponent -= 1.0; mantissa += mantissa; }
    let f = mantissa - 1.0;
    let z = f * f;
    var y = 7.0376836292e-2;
    y = y * f - 1.1514610310e-1;
    y = y * f + 1.1676998740e-1;
    y = y * f - 1.2420140846e-1;
    y = y * f + 1.4249322787e-1;
    y = y * f - 1.6668057665e-1;
    y = y * f + 2.0000714765e-1;
    y = y * f - 2.4999993993e-1;
    y = y * f + 3.3333331174e-1;
    y = y * f * z - 2.12194440e-4 * exponent - 0.5 * z;
    return -(f + y + 0.693359375 * exponent);
  }
  fn circle(turn : f32) -> vec2<f32> {
    let quarter = floor(turn * 4.0 + 0.5);
    let t = (turn - quarter * 0.25) * 6.283185307179586;
    let z = t * t;
    let sine = t + t * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
    let cosine = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
    switch (u32(quarter) & 3u) {
      case 0u: { return vec2<f32>(cosine, sine); }
      case 1u: { return vec2<f32>(-sine, cosine); }
      case 2u: { return vec2<f32>(-cosine, -sine); }
      default: { return vec2<f32>(sine, -cosine); }
    }
  }
  fn normals_of(u : vec4<f32>) -> vec4<f32> {
    return vec4<f32>(sqrt(2.0 * minus_log(u.x)) * circle(u.y), sqrt(2.0 * minus_log(u.z)) * circle(u.w));
  }`;

/** Normals or uniforms [count, width]: one invocation makes the four numbers of a Philox block. */
export function randomProgram(kind: 'normals' | 'uniforms', count: number, width: number): WebGPUProgram {
  return {
    variableNames: [],
    outputShape: [count, width],
    workgroupSize: [THREADS, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil((count * Math.ceil(width / 4)) / THREADS), 1, 1],
    uniforms: 'key0 : u32, key1 : u32, step : u32, stream : u32, firstRow : u32,',
    shaderKey: `otto_${kind}`,
    getUserCode: () => `
      ${PHILOX}
      ${kind === 'normals' ? BOX_MULLER : ''}
      fn main(index : i32) {
        let width = uniforms.outShape.y;
        let blocks = (width + 3) / 4;
        let row = index / blocks;
        let block = index - row * blocks;
        if (row >= uniforms.outShape.x) { return; }
        let counter = vec4<u32>(uniforms.firstRow + u32(row), uniforms.step, uniforms.stream, u32(block));
        let words = philox(counter, vec2<u32>(uniforms.key0, uniforms.key1));
        let u = vec4<f32>(uniform_of(words.x), uniform_of(words.y), uniform_of(words.z), uniform_of(words.w));
        let values = ${kind === 'normals' ? 'normals_of(u)' : 'u'};
        for (var k = 0; k < 4 && 4 * block + k < width; k++) { result[row * width + 4 * block + k] = values[k]; }
      }`,
  };
}
