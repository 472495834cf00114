import type { Command, Report, Size } from '../protocol.ts';

const app = document.querySelector('#app')!;
const worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module' });
const tell = (command: Command, transfer: Transferable[] = []): void => worker.postMessage(command, transfer);

const size = (): Size => ({ width: innerWidth, height: innerHeight, ratio: devicePixelRatio });
const [ground, particles, ink] = ['ground', 'particles', 'ink'].map((name) => {
  const canvas = document.createElement('canvas');
  canvas.dataset.layer = name;
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  app.append(canvas);
  return canvas.transferControlToOffscreen();
}) as [OffscreenCanvas, OffscreenCanvas, OffscreenCanvas];

worker.onmessage = ({ data }: MessageEvent<Report>) => {
  if (data.type === 'failed') console.error(data.message);
  if (data.type === 'opened') tell({ type: 'play' });
  (globalThis as never as { last: Report }).last = data;
};
tell(
  {
    type: 'start',
    canvases: { ground, particles, ink },
    size: size(),
    look: { theme: 'dark', layout: 'side-by-side' },
    wasmPath: new URL('wasm/', document.baseURI).href,
    backend: 'auto',
  },
  [ground, particles, ink],
);
tell({ type: 'open', scene: new URLSearchParams(location.search).get('scene') ?? 'two-clouds' });
addEventListener('resize', () => tell({ type: 'resize', size: size() }));
