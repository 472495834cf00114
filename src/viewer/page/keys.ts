/** What a key does; several may do the same. */
export interface Shortcut {
  keys: readonly string[];
  /** As the cheat sheet names them; default the keys. */
  shown?: string;
  says: string;
  action: Action;
  /** Works in the gallery too. */
  everywhere?: boolean;
}

export type Action =
  | 'toggle'
  | 'step'
  | 'reset'
  | 'back'
  | 'on'
  | 'pane'
  | 'gallery'
  | 'theme'
  | 'layout'
  | 'about'
  | 'controls'
  | 'curves'
  | 'panel'
  | 'add'
  | 'draw'
  | 'copy'
  | 'record'
  | 'help'
  | 'escape';

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: [' '], shown: 'Space', says: 'play or pause', action: 'toggle' },
  { keys: ['s'], says: 'one step', action: 'step' },
  { keys: ['r'], says: 'back to the start', action: 'reset' },
  { keys: ['ArrowLeft'], shown: '←', says: 'back through the run', action: 'back' },
  { keys: ['ArrowRight'], shown: '→', says: 'on through what was computed', action: 'on' },
  { keys: ['1', '2', '3', '4', '5', '6'], shown: '1 … 6', says: 'go to a pane', action: 'pane' },
  { keys: ['i'], says: 'about the scene', action: 'about' },
  { keys: ['k'], says: 'controls', action: 'controls' },
  { keys: ['c'], says: 'curves', action: 'curves' },
  { keys: ['p'], says: 'show or hide the panel', action: 'panel' },
  { keys: ['o'], says: 'overlay ensembles of one target', action: 'layout' },
  { keys: ['a'], says: 'add particles by clicking', action: 'add' },
  { keys: ['d'], says: 'draw a target', action: 'draw' },
  { keys: ['l'], says: 'copy the link', action: 'copy' },
  { keys: ['v'], says: 'record a video or a picture', action: 'record' },
  { keys: ['t'], says: 'dark or light', action: 'theme', everywhere: true },
  { keys: ['g'], says: 'all scenes', action: 'gallery', everywhere: true },
  { keys: ['?'], says: 'this sheet', action: 'help', everywhere: true },
  { keys: ['Escape'], shown: 'Esc', says: 'leave adding or drawing', action: 'escape' },
];

/** What the focus is on, as far as keys go. */
export interface KeyContext {
  key: string;
  /** Ctrl, Alt or ⌘ are down. */
  modified: boolean;
  /** The element that has the focus: `input`, `select`, `button`, … */
  focus: string;
  /** The type of an input. */
  inputType?: string;
  inScene: boolean;
}

/** What a key should do there; nothing where it belongs to the element that has the focus. */
export function actionOf({ key, modified, focus, inputType, inScene }: KeyContext): Action | undefined {
  if (modified || isTyping(focus, inputType)) return undefined;
  const isMove = key.startsWith('Arrow');
  if (isMove && (focus === 'select' || inputType === 'range')) return undefined;
  if (key === ' ' && ['button', 'a', 'summary', 'select', 'input'].includes(focus) && inputType !== 'range')
    return undefined;
  const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(key.length === 1 ? key.toLowerCase() : key));
  if (!shortcut) return undefined;
  return inScene || shortcut.everywhere ? shortcut.action : undefined;
}

const isTyping = (focus: string, inputType = 'text'): boolean =>
  focus === 'textarea' || (focus === 'input' && !['range', 'checkbox', 'radio', 'button'].includes(inputType));
