import { testBackend } from '../backend.ts';

// Before every file: whatever backend the file before left, and that none had been chosen before the first.
await testBackend();
