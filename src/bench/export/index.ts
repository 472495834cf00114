export { type ExportedFile, type ExportOptions, writeExports, writeSummary } from './exports.ts';
