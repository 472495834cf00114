import type { Canvas } from '@napi-rs/canvas';
import { type Sheet, WEBP_QUALITY } from '../filming/index.ts';

/** A canvas of Node to paint on. */
export const sheetOn = (canvas: Canvas): Sheet => ({
  painter: canvas.getContext('2d'),
  ...{ width: canvas.width, height: canvas.height },
  pixels: () => canvas.data(),
  encoded: (type) => (type === 'png' ? canvas.encode('png') : canvas.encode('webp', WEBP_QUALITY)),
});
