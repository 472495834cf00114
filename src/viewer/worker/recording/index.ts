export { canvasSheet } from './canvas-sheet.ts';
export { CodecEncoder } from './codec-encoder.ts';
export { encoderHere } from './encoder.ts';
export { Recorder } from './recorder.ts';
