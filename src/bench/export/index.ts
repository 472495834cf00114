export { type ExportedFile, type ExportOptions, writeExports } from './exports.ts';
