import type { Spot } from '../../protocol.ts';
import { element } from '../dom.ts';
import type { WorkerLink } from '../worker-link.ts';

export type Mode = 'look' | 'add' | 'draw';

/** After so many milliseconds without another stroke a drawing is finished. */
const PAUSE = 900;

/** What a pointer does on the panes: nothing, add particles, or draw a target. */
export class PointerMode {
  readonly #link: WorkerLink;
  readonly #changed: (mode: Mode) => void;
  readonly #canvas = element('canvas', { class: 'pen', 'aria-hidden': true });
  readonly element = element('div', { class: 'pointer', hidden: true, 'data-testid': 'pointer' }, this.#canvas);
  #mode: Mode = 'look';
  #strokes: Spot[][] = [];
  #stroke: Spot[] | undefined;
  #finish = 0;

  constructor(link: WorkerLink, changed: (mode: Mode) => void) {
    this.#link = link;
    this.#changed = changed;
    this.element.addEventListener('pointerdown', (event) => this.#down(event));
    this.element.addEventListener('pointermove', (event) => this.#move(event));
    this.element.addEventListener('pointerup', () => this.#up());
    this.element.addEventListener('pointercancel', () => this.#up());
  }

  get mode(): Mode {
    return this.#mode;
  }

  set(mode: Mode): void {
    this.#mode = mode;
    this.element.hidden = mode === 'look';
    this.element.dataset.mode = mode;
    this.#forget();
    this.#changed(mode);
  }

  toggle(mode: Mode): void {
    this.set(this.#mode === mode ? 'look' : mode);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const spot: Spot = [event.offsetX, event.offsetY];
    if (this.#mode === 'add') {
      this.#link.tell({ type: 'add', spot });
      return;
    }
    clearTimeout(this.#finish);
    this.element.setPointerCapture(event.pointerId);
    this.#stroke = [spot];
    this.#strokes.push(this.#stroke);
    this.#paint();
  }

  #move(event: PointerEvent): void {
    if (!this.#stroke) return;
    this.#stroke.push([event.offsetX, event.offsetY]);
    this.#paint();
  }

  #up(): void {
    if (!this.#stroke) return;
    this.#stroke = undefined;
    this.#finish = window.setTimeout(() => {
      this.#link.tell({ type: 'draw', strokes: this.#strokes });
      this.set('look');
    }, PAUSE);
  }

  #forget(): void {
    clearTimeout(this.#finish);
    this.#strokes = [];
    this.#stroke = undefined;
    this.#paint();
  }

  #paint(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (this.#strokes.length === 0 || this.#canvas.width !== width || this.#canvas.height !== height) {
      Object.assign(this.#canvas, { width, height });
    }
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    Object.assign(context, { lineWidth: 26, lineCap: 'round', lineJoin: 'round', globalAlpha: 0.5 });
    context.clearRect(0, 0, width, height);
    context.beginPath();
    for (const [first, ...rest] of this.#strokes) {
      context.moveTo(...first!);
      for (const spot of rest.length > 0 ? rest : [first!]) context.lineTo(...spot);
    }
    context.stroke();
  }
}
