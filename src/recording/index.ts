export { type Recording, type RecordOptions, record } from './record.ts';
