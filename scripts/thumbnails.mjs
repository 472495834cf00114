// Paints the pictures of the gallery, assets/thumbnails/SCENE-THEME.webp, after `npm run build`. Takes names of scenes; without, all of them.
// They are kept in git, because runs take longer than a build should.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';

const root = fileURLToPath(new URL('..', import.meta.url));
const [{ scenes }, { Player }, { momentOf, paintPicture, paneContentsOf }, { registerFonts }, { releaseBackend }] =
  await Promise.all(
    [
      'scenes/index.js',
      'src/playing/index.js',
      'src/picture/index.js',
      'src/recording/fonts.js',
      'src/tensor/index.js',
    ].map((file) => import(join(root, 'dist', file))),
  );

const folder = join(root, 'assets/thumbnails');
const size = { width: 400, height: 250 };
/** Pixels of a picture per pixel of the layout: lines and points are made for larger pictures. */
const ratio = 1.25;
const quality = 72;
/** Room for what is written around a plot, and is cut off. */
const margin = { width: 120, height: 140 };

/** Where a scene can be told from the others: how much of its run has passed, and which ensembles show it. */
const tellingMoments = {
  banana: { at: 0.5, ensembles: ['langevin', 'blob-jko'] },
  'birth-death': { at: 0.6, ensembles: ['langevin', 'birth-death'] },
  'convergence-jko': { ensembles: ['jko', 'gradient-flow'] },
  'dirac-convex': { at: 0.4 },
  'double-well': { at: 0.12, ensembles: ['langevin', 'blob-jko'] },
  'eight-schools': { at: 0.4 },
  'entropic-bias': { at: 0.5 },
  flagship: { at: 0.08, ensembles: ['ring-langevin', 'ring-jko'] },
  'gaussian-bures': { at: 0.12, ensembles: ['jko', 'langevin'] },
  'global-optimisation': { at: 0.3, ensembles: ['langevin', 'sinkhorn-jko'] },
  'heat-flow': { at: 0.12 },
  interaction: { at: 0.04, ensembles: ['jko', 'gradient-flow'] },
  'mcmc-baselines': { at: 0.6, ensembles: ['mala', 'nuts'] },
  'metric-geodesic': { at: 0.5, ensembles: ['geodesic', 'mixture'] },
  'mirror-euclidean': { ensembles: ['quadratic', 'quartic', 'reciprocal'] },
  'mirror-gaussian-gap': { at: 0.12, ensembles: ['mirror-particles', 'langevin'] },
  'mirror-gaussian-plane': { at: 0.08, ensembles: ['fokker-planck', 'mirror'] },
  'monge-ampere': { at: 0.5, ensembles: ['banana-map', 'line-langevin'] },
  'one-shot-generation': { at: 0.6, ensembles: ['ring-monge-ampere', 'ring-entropic-map'] },
  'quartic-1d': { at: 0.15, ensembles: ['jko', 'langevin'] },
  'sinkhorn-flow': { at: 0.5, ensembles: ['mixture-grid', 'plane-samples'] },
  sphere: { at: 0.15, ensembles: ['proximal-point', 'explicit'] },
  'stiff-gaussian': { at: 0.1 },
  teleportation: { at: 0.4 },
  'teleportation-plane': { at: 0.6 },
  'teleporting-sampler': { at: 0.15, ensembles: ['plane-langevin', 'plane-sinkhorn-jko'] },
  torus: { at: 0.12 },
  'two-clouds': { at: 0.1 },
  'vanishing-epsilon': { at: 0.4, ensembles: ['wasserstein', 'epsilon-0.1'] },
};

async function paint(scene) {
  const firstTwo = scene.ensembles.slice(0, 2).map(({ name }) => name);
  const { at = 0.25, ensembles: names = firstTwo } = tellingMoments[scene.name] ?? {};
  const ensembles = scene.ensembles.filter(({ name }) => names.includes(name));
  // Without the convergence studies, whose time is that of many runs.
  const { orders: _, changes: __, ...rest } = scene;
  const player = await Player.open({ ...rest, ensembles }, { backend: 'wasm' });
  try {
    await player.to(at);
    for (const theme of ['dark', 'light']) {
      const canvas = await pictureOf(player, theme);
      writeFileSync(join(folder, `${scene.name}-${theme}.webp`), await canvas.encode('webp', quality));
    }
  } finally {
    player.dispose();
  }
}

/** The plots of all ensembles side by side, without what is written around them. */
async function pictureOf({ world, scene }, theme) {
  const ensembles = [...world.ensembles.values()];
  const look = { theme, layout: 'side-by-side', marginals: false, headings: false, fonts };
  const share = size.width / ensembles.length;
  const picture = createCanvas(size.width, size.height);
  const painter = picture.getContext('2d');
  const whole = {
    width: (share / ratio + margin.width) * ensembles.length,
    height: size.height / ratio + margin.height,
    ratio,
  };
  const contents = await paneContentsOf(world, { size: whole, look, view: scene.view });
  const canvas = createCanvas(Math.ceil(whole.width * ratio), Math.ceil(whole.height * ratio));
  paintPicture(canvas.getContext('2d'), whole, contents, await Promise.all(ensembles.map(momentOf)), look);
  for (const [i, { place }] of contents.entries()) {
    const [x, y, width, height] = [place.plot.x, place.plot.y, place.plot.width, place.plot.height].map(
      (each) => each * ratio,
    );
    painter.drawImage(canvas, x, y, width, height, i * share, 0, share, size.height);
  }
  return picture;
}

const fonts = registerFonts(GlobalFonts);
const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const scene of scenes) {
  if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
  const before = process.cpuUsage();
  await paint(scene);
  const { user, system } = process.cpuUsage(before);
  console.log(`${scene.name}: ${((user + system) / 1e6).toFixed(1)} s`);
}
releaseBackend();
