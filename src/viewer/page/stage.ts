import type { Command, Look, Size } from '../protocol.ts';
import { element } from './dom.ts';
import type { WorkerLink } from './worker-link.ts';

type Backend = Extract<Command, { type: 'start' }>['backend'];

const LAYERS = ['ground', 'particles', 'ink'] as const;

/** The canvases, which the worker draws on, in a box that can be put anywhere on the page. */
export class Stage {
  readonly #canvases = LAYERS.map((name) => element('canvas', { 'data-layer': name }));
  /** What lies over the canvases. */
  readonly over = element('div', { class: 'stage-over' });
  readonly element = element(
    'div',
    { class: 'stage', 'data-testid': 'stage' },
    element('div', { class: 'stage-layers', role: 'img', 'aria-label': 'Particles of the scene' }, ...this.#canvases),
    this.over,
  );

  /** Why this browser cannot draw; nothing where it can. */
  static fault(): string | undefined {
    if (typeof Worker === 'undefined') return 'This browser has no web workers, in which scenes are computed.';
    if (!('transferControlToOffscreen' in HTMLCanvasElement.prototype)) {
      return 'This browser cannot draw from a worker (OffscreenCanvas). Recent versions of Firefox, Chrome, Edge and Safari can.';
    }
    if (!hasWebGL()) {
      return 'WebGL 2 is not available, so that particles cannot be drawn. Is hardware acceleration turned off?';
    }
    return undefined;
  }

  /** Give the canvases to the worker; from then on it hears of their size. */
  start(link: WorkerLink, look: Look): void {
    for (const canvas of this.#canvases) Object.assign(canvas, this.#pixels);
    const [ground, particles, ink] = this.#canvases.map((canvas) => canvas.transferControlToOffscreen());
    const canvases = { ground: ground!, particles: particles!, ink: ink! };
    const wasmPath = new URL('wasm/', document.baseURI).href;
    const backend = backendAsked();
    link.tell({ type: 'start', canvases, size: this.#size, look, wasmPath, backend }, Object.values(canvases));
    let last = JSON.stringify(this.#size);
    new ResizeObserver(() => {
      const size = this.#size;
      if (size.width === 0 || size.height === 0 || JSON.stringify(size) === last) return;
      last = JSON.stringify(size);
      link.tell({ type: 'resize', size });
    }).observe(this.element);
  }

  get #size(): Size {
    const { clientWidth: width, clientHeight: height } = this.element;
    return { width, height, ratio: devicePixelRatio };
  }

  get #pixels(): { width: number; height: number } {
    const { width, height, ratio } = this.#size;
    return { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  }
}

/** `?backend=wasm` in the address; the engine says what is wrong with others. */
export const backendAsked = (): Backend => (new URLSearchParams(location.search).get('backend') ?? 'auto') as Backend;

function hasWebGL(): boolean {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}
