import type { Format, RecordingWish, Report } from '../protocol.ts';
import type { Announcer } from './announcer.ts';
import { element, setText } from './dom.ts';
import { iconButton } from './icon-button.ts';
import { RecordingForm } from './recording-form.ts';
import { recordingName } from './recording-name.ts';
import type { Session } from './scene/session.ts';
import type { Settings } from './settings.ts';
import { percent } from './text.ts';
import type { WorkerLink } from './worker-link.ts';

type Told = Extract<Report, { type: 'recording' }>;

/** Asks what to record, says how far it is, and hands over the file. Closed, it lets the recording go on. */
export class RecordingDialog {
  readonly #link: WorkerLink;
  readonly #session: Session;
  readonly #announcer: Announcer;
  readonly #form: RecordingForm;
  readonly #bar = element('progress', { max: 1, value: 0, 'aria-label': 'Recording' });
  readonly #line = element('p', { class: 'recording-note', 'data-testid': 'recording-progress' });
  readonly #work = element(
    'div',
    { class: 'recording-work', hidden: true },
    this.#bar,
    this.#line,
    element('button', { type: 'button', class: 'button', on: { click: () => this.#stop() } }, 'Cancel'),
  );
  readonly element: HTMLDialogElement;
  /** What the file that is being made will be called. */
  #name: string | undefined;

  constructor(link: WorkerLink, session: Session, settings: Settings, announcer: Announcer) {
    this.#link = link;
    this.#session = session;
    this.#announcer = announcer;
    this.#form = new RecordingForm(settings, (wish) => this.#start(wish));
    this.element = element(
      'dialog',
      { class: 'sheet-dialog recording', 'aria-labelledby': 'recording-title', 'data-testid': 'recording' },
      element(
        'div',
        { class: 'dialog-head' },
        element('h2', { id: 'recording-title' }, 'Record'),
        iconButton({ icon: 'close', label: 'Close', press: () => this.element.close() }),
      ),
      this.#form.element,
      this.#work,
    );
    link.on('recording', (told) => this.#show(told));
    link.on('recorded', ({ file }) => this.#end(file));
    // What is wrong stands on the page below.
    link.on('failed', () => this.#name && this.element.close());
  }

  open(): void {
    if (!this.#session.scene) return;
    if (!this.#name) this.#form.open();
    this.element.showModal();
    if (!this.#name) this.#form.focus();
  }

  #start(wish: RecordingWish): void {
    this.#name = recordingName(this.#session.scene!, wish.format as Format);
    this.#show({ type: 'recording', doing: 'painting', fraction: 0 });
    this.#swap(true);
    this.#link.tell({ type: 'record', wish });
  }

  #show({ doing, fraction }: Told): void {
    this.#bar.value = fraction;
    setText(this.#line, `${this.#name}: ${doing} frames, ${percent(fraction)}`);
  }

  #stop(): void {
    this.#link.tell({ type: 'stop-recording' });
  }

  #end(file: Blob | undefined): void {
    const name = this.#name!;
    this.#name = undefined;
    this.#swap(false);
    this.#announcer.say(file ? `${name} was saved` : 'Nothing was recorded');
    if (!file) return;
    this.element.close();
    download(file, name);
  }

  /** @param isWorking whether a recording is being made */
  #swap(isWorking: boolean): void {
    this.#form.element.hidden = isWorking;
    this.#work.hidden = !isWorking;
    if (!this.element.open) return;
    if (isWorking) this.#work.querySelector('button')!.focus();
    else this.#form.focus();
  }
}

function download(file: Blob, name: string): void {
  const href = URL.createObjectURL(file);
  element('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
