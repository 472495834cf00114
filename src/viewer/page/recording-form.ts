import type { Format, RecordingWish, Theme } from '../protocol.ts';
import { element, setText } from './dom.ts';
import type { Settings } from './settings.ts';

const FORMATS: readonly { format: Format; says: string; mostFps?: number }[] = [
  { format: 'webm', says: 'WebM, a film', mostFps: 120 },
  { format: 'gif', says: 'GIF, a film in 255 colours', mostFps: 50 },
  { format: 'png', says: 'PNG, a picture' },
];
const SIZES = ['1280 × 720', '1920 × 1080', '960 × 540', '640 × 360', '1080 × 1080', '720 × 720'];

/** What is to be recorded. */
export class RecordingForm {
  readonly #settings: Settings;
  readonly #format = select('recording-format', FORMATS.map(({ format, says }) => [format, says]), () => this.#fit()); // biome-ignore format: a line
  readonly #size = select('recording-size', SIZES.map((size) => [size, size])); // biome-ignore format: a line
  readonly #theme = select('recording-theme', [['dark', 'dark'], ['light', 'light']]); // biome-ignore format: a line
  readonly #seconds = number('recording-seconds', { min: 0.1, max: 600, value: 8 }, () => this.#fit());
  readonly #fps = number('recording-fps', { min: 1, max: 120, value: 25 }, () => this.#fit());
  readonly #note = element('p', { class: 'recording-note' });
  readonly #ofFilm = [row('Seconds', this.#seconds), row('Frames per second', this.#fps)];
  readonly #submit = element('button', { type: 'submit', class: 'button button-main' }, 'Record');
  readonly element: HTMLFormElement;

  /** @param submit hears what is wished for */
  constructor(settings: Settings, submit: (wish: RecordingWish) => void) {
    this.#settings = settings;
    this.element = element(
      'form',
      {
        ...{ class: 'recording-form', 'data-testid': 'recording-form' },
        on: {
          submit: (event) => {
            event.preventDefault();
            submit(this.#wish);
          },
        },
      },
      row('Format', this.#format),
      row('Size', this.#size),
      ...this.#ofFilm,
      row('Theme', this.#theme),
      this.#note,
      this.#submit,
    );
    this.#fit();
  }

  /** As things look now. */
  open(): void {
    this.#theme.value = this.#settings.look.theme;
  }

  focus(): void {
    this.#format.focus();
  }

  get #wish(): RecordingWish {
    const [width, height] = this.#size.value.split(' × ').map(Number);
    return {
      format: this.#format.value as Format,
      size: { width: width!, height: height! },
      seconds: this.#seconds.valueAsNumber,
      fps: this.#fps.valueAsNumber,
      look: { ...this.#settings.look, theme: this.#theme.value as Theme },
    };
  }

  #fit(): void {
    const { mostFps } = FORMATS.find(({ format }) => format === this.#format.value)!;
    for (const part of this.#ofFilm) part.hidden = mostFps === undefined;
    for (const input of [this.#seconds, this.#fps]) input.disabled = mostFps === undefined;
    this.#fps.max = String(mostFps ?? '');
    const frames = Math.round(this.#seconds.valueAsNumber * this.#fps.valueAsNumber) || 0;
    // A film has a first and a last frame.
    this.#seconds.setCustomValidity(mostFps !== undefined && frames < 2 ? 'A film has at least two frames.' : '');
    setText(this.#note, mostFps === undefined ? 'What is on view now.' : filmNote(frames));
    setText(this.#submit, mostFps === undefined ? 'Save' : 'Record');
  }
}

const filmNote = (frames: number): string =>
  `The whole run, computed from its start in ${frames} frames, however long that takes.`;

function select(id: string, options: readonly (readonly string[])[], change?: () => void): HTMLSelectElement {
  const children = options.map(([value, text]) => element('option', { value }, text!));
  return element('select', { id, ...(change && { on: { change } }) }, ...children);
}

function number(
  id: string,
  { min, max, value }: { min: number; max: number; value: number },
  input: () => void,
): HTMLInputElement {
  return element('input', { ...{ id, type: 'number', min, max, value, step: 'any', required: true }, on: { input } });
}

const row = (text: string, input: HTMLElement): HTMLElement =>
  element('div', { class: 'recording-row' }, element('label', { for: input.id }, text), input);
