import { expect, it } from 'vitest';
import { recordingName } from '../../src/viewer/page/recording-name.ts';

it.each([
  [{ name: 'banana', seed: 'otto' }, 'banana-otto.gif'],
  [{ name: 'two-clouds', seed: 7 }, 'two-clouds-7.gif'],
  [{ name: 'banana' }, 'banana.gif'],
  [{ name: 'Flüsse/1', seed: ' a:b?* ' }, 'Flusse-1-a-b.gif'],
  [{ name: '../..', seed: '' }, 'scene.gif'],
])('%j is recorded as %s', (scene, name) => {
  expect(recordingName(scene as never, 'gif')).toBe(name);
});
