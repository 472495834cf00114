const VERTEX = `#version 300 es
in vec2 place;
uniform float size;
void main() {
  gl_Position = vec4(place, 0.0, 1.0);
  gl_PointSize = size;
}`;
const FRAGMENT = `#version 300 es
precision highp float;
uniform vec4 tint;
out vec4 colour;
void main() { colour = tint * (1.0 - smoothstep(0.7, 1.0, 2.0 * length(gl_PointCoord - 0.5))); }`;

/** The least that draws round points with WebGL 2. @returns what draws a frame of them: row-major [n, 2], −1 … 1 */
export function rawPoints(
  canvas: OffscreenCanvas,
  { count, size, opacity }: { count: number; size: number; opacity: number },
): (places: Float32Array) => void {
  const gl = canvas.getContext('webgl2', { antialias: false })!;
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.uniform1f(gl.getUniformLocation(program, 'size'), size);
  gl.uniform4f(gl.getUniformLocation(program, 'tint'), 0.2 * opacity, 0.6 * opacity, opacity, opacity);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, 8 * count, gl.DYNAMIC_DRAW);
  const place = gl.getAttribLocation(program, 'place');
  gl.enableVertexAttribArray(place);
  gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return (places) => {
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, places);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.drawArrays(gl.POINTS, 0, count);
  };
}
