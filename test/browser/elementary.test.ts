import { expect, it } from 'vitest';
import { BITS, bitsOfElementary } from '../elementary/bits.ts';

it('has the elementary functions of Node, bit for bit', () => expect(bitsOfElementary()).toBe(BITS));
