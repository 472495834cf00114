import { describe, expect, it } from 'vitest';
import { scenes } from '../../scenes/index.ts';
import { oneLine } from '../../src/viewer/page/text.ts';
import { groupsOf, SCENE_GROUPS } from '../../src/viewer/page/welcome/groups.ts';
import { methodTexts } from '../../src/viewer/texts/index.ts';
import { methods } from '../../src/world/index.ts';
import '../../systems/index.ts';

const names = scenes.map(({ name }) => name);

describe('the gallery', () => {
  it('every built-in scene is in one group', () => {
    const grouped = SCENE_GROUPS.flatMap((group) => group.scenes);
    expect([...grouped].sort()).toEqual([...names].sort());
  });

  it('a scene of no group comes last, and one that is not there is left out', () => {
    const groups = groupsOf(['banana', 'new-scene']);
    expect(groups.map(({ scenes: own }) => own)).toEqual([['banana'], ['new-scene']]);
  });

  it.each(scenes.map(({ name, description }) => [name, description] as const))('%s is said in one line', (_, text) => {
    const line = oneLine(text);
    expect(line.length).toBeGreaterThan(20);
    expect(line.length).toBeLessThanOrEqual(162);
    expect(line).toMatch(/[.…]$/);
  });

  it('a line ends at the end of a sentence, else of a clause, else of a word', () => {
    expect(oneLine('One. Two.')).toBe('One.');
    expect(oneLine('Step .2 of V = x⁴/4. More.')).toBe('Step .2 of V = x⁴/4.');
    const clause = 'A clause that says enough to stand for all of it, and more';
    expect(oneLine(`${clause}: ${'long '.repeat(40)}end.`)).toBe(`${clause}.`);
    expect(oneLine(`Short: ${'long '.repeat(40)}end.`)).toMatch(/^Short: long .* …$/);
    expect(oneLine(`${'word '.repeat(40)}end.`, 20)).toBe('word word word word …');
  });
});

it.each(methods().map(({ definition }) => definition.type))('%s has a formula and a sentence', (type) => {
  expect(methodTexts[type]?.formula).toBeTruthy();
  expect(methodTexts[type]?.says).toMatch(/\.$/);
});
