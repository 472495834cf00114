import { describe, expect, it } from 'vitest';
import { actionOf, type KeyContext, SHORTCUTS } from '../../src/viewer/page/keys.ts';

const at = (key: string, context: Partial<KeyContext> = {}) =>
  actionOf({ key, modified: false, focus: 'body', inScene: true, ...context });

describe('keys', () => {
  it('every key does one thing', () => {
    const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { keys: own, action } of SHORTCUTS) for (const key of own) expect(at(key)).toBe(action);
  });

  it('letters may be capitals; with Ctrl, Alt or ⌘ they belong to the browser', () => {
    expect(at('T')).toBe('theme');
    expect(at('t', { modified: true })).toBeUndefined();
  });

  it('typing is typing', () => {
    expect(at('s', { focus: 'input', inputType: 'text' })).toBeUndefined();
    expect(at('s', { focus: 'input', inputType: 'number' })).toBeUndefined();
    expect(at('s', { focus: 'textarea' })).toBeUndefined();
    expect(at('s', { focus: 'input', inputType: 'checkbox' })).toBe('step');
  });

  it('a key that the focused element needs is its own', () => {
    expect(at(' ', { focus: 'button' })).toBeUndefined();
    expect(at('ArrowLeft', { focus: 'input', inputType: 'range' })).toBeUndefined();
    expect(at('ArrowRight', { focus: 'select' })).toBeUndefined();
    expect(at('ArrowRight', { focus: 'button' })).toBe('on');
  });

  it('in the gallery there is nothing to play', () => {
    expect(at(' ', { inScene: false })).toBeUndefined();
    expect(at('?', { inScene: false })).toBe('help');
  });
});
