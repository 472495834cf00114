import { afterAll, expect, it } from 'vitest';
import '../../systems/index.ts';
import { chooseBackend, releaseBackend, sharedGpu } from '../../src/tensor/index.ts';
import type { Report } from '../../src/viewer/protocol.ts';
import { Show } from '../../src/viewer/worker/show.ts';
import { coveredIn, SIZE } from './canvas.ts';

const SCENE = {
  ...{ name: 'small', title: 'Small', duration: { steps: 10 }, count: 30 },
  initial: { type: 'gaussian', mean: [2, 0] },
  target: { type: 'gaussian', mean: [0, 0] },
  ensembles: [{ name: 'cloud', method: { type: 'langevin', stepSize: 0.05 } }],
};

afterAll(() => releaseBackend());

it('a lost GPU is said in one line, and the run goes on to its end on another one', async () => {
  const [ground, particles, ink] = [0, 1, 2].map(() => new OffscreenCanvas(SIZE.width, SIZE.height)) as [
    OffscreenCanvas,
    OffscreenCanvas,
    OffscreenCanvas,
  ];
  const reports: Report[] = [];
  let onReport = (): void => {};
  const reported = async (isWanted: (report: Report) => boolean): Promise<Report> => {
    for (;;) {
      const found = reports.find(isWanted);
      if (found) return found;
      await new Promise<void>((resolve) => {
        onReport = resolve;
      });
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (action: () => Promise<void>): void => {
    last = last.then(action);
  };
  const post = (report: Report): void => {
    reports.push(report);
    onReport();
  };
  await chooseBackend('webgpu');
  const look = { theme: 'dark', layout: 'side-by-side', ground: 'contours', trails: true } as never;
  const show = await Show.start(
    { type: 'start', canvases: { ground, particles, ink }, size: SIZE, look, wasmPath: '', backend: 'webgpu' },
    { backend: 'webgpu', post, inTurn },
  );
  expect(reports[0]).toMatchObject({ type: 'ready', backend: 'webgpu', renderer: 'webgpu' });
  inTurn(() => show.obey({ type: 'open', source: { scene: SCENE as never } }));
  inTurn(() => show.obey({ type: 'pace', seconds: 0.4 }));
  inTurn(() => show.obey({ type: 'play' }));
  await reported((report) => report.type === 'moment' && report.part > 0.1);
  const device = sharedGpu()!.device;
  device.destroy();
  await reported((report) => report.type === 'moment' && report.part === 1 && !report.playing);
  await last;
  expect(reports.filter(({ type }) => type === 'failed')).toEqual([
    { type: 'failed', message: expect.stringMatching(/^the GPU was lost \(.*\); the run goes on on a new device$/) },
  ]);
  const end = reports.at(-1) as Extract<Report, { type: 'moment' }>;
  expect(end.ensembles[0]).toMatchObject({ status: 'running', steps: 10 });
  expect(sharedGpu()!.device).not.toBe(device);
  await show.obey({ type: 'look', look });
  expect(coveredIn(particles)).toBeGreaterThan(50);
});
