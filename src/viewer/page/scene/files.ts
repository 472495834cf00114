import type { SceneInput } from '../../protocol.ts';
import { element } from '../dom.ts';

/** Hand a scene to the user as a file that `ottoflow run` accepts. */
export function saveScene(scene: SceneInput): void {
  const file = new Blob([`${JSON.stringify(scene, null, 2)}\n`], { type: 'application/json' });
  const href = URL.createObjectURL(file);
  element('a', { href, download: `${scene.name}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** Ask the user for a scene file. */
export function openFile(read: (text: string) => void): void {
  const input = element('input', {
    ...{ type: 'file', accept: '.json,application/json', 'data-testid': 'file' },
    on: { change: async () => input.files?.[0] && read(await input.files[0].text()) },
  });
  input.click();
}
