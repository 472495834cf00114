import { firstLine, InputError } from '../../errors.ts';
import { momentOf } from '../../picture/index.ts';
import { History, type Kept, type PastEnsemble, Player, targetOfStrokes } from '../../playing/index.ts';
import { type BackendName, chooseBackend, releaseBackend } from '../../tensor/index.ts';
import { defineScene, type Ensemble, type MethodSpec, measureOf, type Scene, sceneToJson } from '../../world/index.ts';
import type { Command, RecordingWish, Report, SceneInput, Spot } from '../protocol.ts';
import { momentOfPast } from './moment-of-past.ts';
import { partOfStep } from './part-of-step.ts';
import { Readings } from './readings.ts';
import { Recorder } from './recording/index.ts';
import { withCount, withMethod, withTarget } from './scene-edits.ts';
import { addressFor, sceneOf } from './source.ts';
import { Stage } from './stage.ts';
import { stateOf } from './state.ts';

type Start = Extract<Command, { type: 'start' }>;

/** What a show lives in. */
export interface Surroundings {
  /** The one that tensors are on. */
  backend: BackendName;
  post(report: Report): void;
  /** Do something between two commands. */
  inTurn(action: () => Promise<void>): void;
}

/** Bytes of world files to go back to. */
const KEEP = 128 * 2 ** 20;
/** Seconds between two world files that a GPU has to send. */
const REST = 5;
/** CSS pixels across of the pen that draws targets. */
const PEN = 26;
/** Longer pauses between frames do not count: what is slow is shown slowly, and never in a rush. */
const LONGEST_FRAME = 50;

/** Plays scenes on the canvases of the page. */
export class Show {
  readonly #post: (report: Report) => void;
  readonly #stage: Stage;
  readonly #backend: BackendName;
  readonly #recorder: Recorder;
  #player: Player | undefined;
  #history = new History();
  #readings = new Readings();
  #wantsCurves = false;
  #isPreview = false;
  /** The recorded moment that is on view in place of the latest one. */
  #past: Kept<readonly PastEnsemble[]> | undefined;
  /** The end of the playing that goes on, and what stops it between two turns. */
  #running: Promise<void> | undefined;
  #stopping = new AbortController();
  #playing = false;
  /** The part that the last move was to come to. */
  #goal = 0;
  /** Whether playing ended only because the GPU was lost. */
  #isInterrupted = false;
  #seconds = 12;

  private constructor(stage: Stage, backend: BackendName, post: (report: Report) => void) {
    this.#stage = stage;
    this.#backend = backend;
    this.#post = post;
    this.#recorder = new Recorder(post, backend);
  }

  static async start(start: Start, { backend, post, inTurn }: Surroundings): Promise<Show> {
    const stage = await Stage.open(start, {
      lost: (message, isFinal) => {
        if (isFinal) inTurn(() => show.#recover(message));
        else post({ type: 'failed', message: `${message}: particles come back when it does` });
      },
      restored: () => inTurn(() => show.#draw()),
    });
    post({ type: 'ready', backend, renderer: stage.renderer });
    const show = new Show(stage, backend, post);
    return show;
  }

  async obey(command: Exclude<Command, Start>): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.#open(command);
      case 'play':
        return this.#play();
      case 'pause':
        await this.#halt();
        return this.#draw();
      case 'step':
        return this.#step();
      case 'reset':
        return this.#start(this.#scene, 'changed');
      case 'scrub':
        return this.#scrub(command.part);
      case 'pace':
        this.#seconds = command.seconds;
        return;
      case 'resize':
      case 'look':
        await this.#stage.arrange(command);
        this.#postPanes();
        return this.#draw();
      case 'method':
        return this.#setMethod(command.ensemble, command.method);
      case 'add':
        return this.#add(command.spot);
      case 'forget':
        return this.#restart(({ changes: _, ...scene }) => scene);
      case 'seed':
        return this.#restart((scene) => ({ ...scene, seed: command.seed }));
      case 'count':
        return this.#restart((scene) => withCount(scene, command.count));
      case 'target':
        return this.#restart((scene) => withTarget(scene, command.target));
      case 'draw':
        return this.#drawTarget(command.strokes);
      case 'curves':
        this.#wantsCurves = command.wanted;
        return this.#read();
      case 'record':
        return this.#record(command.wish);
      case 'stop-recording':
        return this.#recorder.stop();
      case 'hash':
        return this.#postHash();
    }
  }

  get #scene(): Scene {
    if (!this.#player) throw new InputError('scene: none is open');
    return this.#player.scene;
  }

  async #open({ source, isPreview = false }: Extract<Command, { type: 'open' }>): Promise<void> {
    this.#isPreview = isPreview;
    await this.#start(await sceneOf(source), 'opened');
  }

  /** The scene with something else in it, from its start. */
  async #restart(change: (scene: Scene) => object): Promise<void> {
    const wasPlaying = this.#playing;
    await this.#start(defineScene(change(this.#scene) as SceneInput), 'changed');
    if (wasPlaying) this.#play();
  }

  async #start(scene: Scene, report: 'opened' | 'changed'): Promise<void> {
    await this.#halt();
    const player = await Player.open(scene, {
      ...{ backend: this.#backend, keep: KEEP },
      ...(this.#backend === 'webgpu' && { spacing: REST / this.#seconds }),
    });
    this.#player?.dispose();
    this.#player = player;
    this.#history = new History();
    this.#readings = new Readings();
    this.#past = undefined;
    this.#goal = 0;
    this.#postScene(report);
    await this.#showWorld();
    await this.#draw();
    await this.#read();
  }

  async #showWorld(): Promise<void> {
    await this.#stage.show(this.#player!.world, this.#scene.view);
    this.#postPanes();
  }

  #play(): void {
    if (!this.#player || this.#playing) return;
    this.#playing = true;
    this.#stopping = new AbortController();
    this.#running = this.#move().catch((error) => this.#interrupt(error));
  }

  async #move(): Promise<void> {
    try {
      await this.#goOnFromPast();
      const player = this.#player!;
      let last = performance.now();
      while (this.#playing && player.part < 1) {
        const now = await nextFrame();
        const part = Math.min(LONGEST_FRAME, now - last) / 1000 / this.#seconds;
        last = now;
        this.#goal = Math.min(1, player.part + part);
        await player.to(this.#goal, { signal: this.#stopping.signal });
        await this.#draw();
        if (this.#readings.isDue) await this.#read();
      }
    } finally {
      this.#playing = false;
      await this.#draw();
      await this.#read();
    }
  }

  async #interrupt(error: unknown): Promise<void> {
    this.#isInterrupted = await this.#stage.isLost();
    if (!this.#isInterrupted) this.#post({ type: 'failed', message: firstLine(error) });
  }

  async #halt(): Promise<void> {
    this.#playing = false;
    this.#stopping.abort();
    await this.#running;
  }

  /** The device that tensors and particles lived on is gone: take another one, and go on from the last world that was kept. */
  async #recover(message: string): Promise<void> {
    const wasPlaying = this.#playing;
    this.#recorder.stop();
    await this.#halt();
    releaseBackend();
    await chooseBackend(this.#backend);
    await this.#stage.reopen();
    await this.#player?.recover();
    this.#post({ type: 'failed', message: `${message}; the run goes on on a new device` });
    if (!this.#player) return;
    await this.#showWorld();
    await this.#draw();
    if (wasPlaying || this.#isInterrupted) this.#play();
    this.#isInterrupted = false;
  }

  async #step(): Promise<void> {
    await this.#halt();
    await this.#goOnFromPast();
    const player = this.#player;
    if (!player) return;
    await player.to(Math.min(1, player.part + partOfStep(player.scene, player.world)));
    await this.#draw();
    await this.#read();
  }

  async #scrub(part: number): Promise<void> {
    await this.#halt();
    const kept = this.#history.at(part);
    this.#past = kept && kept.part < this.#player!.part ? kept : undefined;
    await this.#draw();
  }

  /** The run goes on from the moment on view; what came after it is another run. */
  async #goOnFromPast(): Promise<void> {
    if (!this.#past || !this.#player) return;
    const { part } = this.#past;
    const before = this.#scene;
    await this.#player.rewind(part);
    this.#history.cut(part);
    this.#readings.cut(part);
    this.#goal = part;
    this.#past = undefined;
    await this.#showWorld();
    if (before.changes?.length !== this.#scene.changes?.length) this.#postScene('changed');
  }

  async #setMethod(ensemble: string, method: MethodSpec): Promise<void> {
    if (this.#isAtStart) return this.#restart((scene) => withMethod(scene, ensemble, method));
    return this.#steer({ ensemble, method });
  }

  async #add(spot: Spot): Promise<void> {
    const found = this.#stage.at(spot);
    if (!found) return;
    const { ensemble, content, point } = found;
    const full = await centreOf(ensemble);
    content.axes.forEach((axis, k) => {
      full[axis] = point[k]!;
    });
    return this.#steer({ ensemble: ensemble.name, add: [full] });
  }

  /** The lines of a pen on the pane where the first one begins become the target of its dimension. */
  async #drawTarget(strokes: readonly (readonly Spot[])[]): Promise<void> {
    const pane = this.#stage.at(strokes[0]?.[0] ?? [-1, -1]);
    if (!pane) throw new InputError('drawing: must begin inside of a plot');
    const { ensemble, content } = pane;
    if (content.axes.length !== 2 || ensemble.dimension !== 2) {
      throw new InputError(`drawing: must be in the plane, got ${ensemble.dimension} dimensions`);
    }
    const [[low, high]] = content.window;
    const width = (PEN * (high - low)) / content.place.plot.width;
    const inPane = (spot: Spot) => this.#stage.in(ensemble.name, spot)!.point as [number, number];
    const target = targetOfStrokes(strokes.map((spots) => ({ points: spots.map(inPane), width })));
    return this.#restart((scene) => withTarget(scene, target));
  }

  async #steer(steering: Parameters<Player['change']>[0]): Promise<void> {
    const wasPlaying = this.#playing;
    await this.#halt();
    await this.#goOnFromPast();
    try {
      await this.#player!.change(steering);
      this.#postScene('changed');
      await this.#showWorld();
    } finally {
      await this.#draw();
      if (wasPlaying) this.#play();
    }
  }

  get #isAtStart(): boolean {
    if (!this.#player || this.#past || (this.#scene.changes?.length ?? 0) > 0) return false;
    return [...this.#player.world.ensembles.values()].every(({ steps }) => steps === 0);
  }

  async #draw(): Promise<void> {
    const player = this.#player;
    if (!player) return;
    const ensembles = [...player.world.ensembles.values()];
    const past = this.#past?.value;
    if (past || !this.#playing || this.#stage.wantsMoments) {
      const moments = past ? past.map(momentOfPast) : await Promise.all(ensembles.map(momentOf));
      const when = past ? 'past' : this.#playing ? 'moving' : 'still';
      if (await this.#stage.draw(moments, when)) this.#postPanes();
      if (!past) await this.#history.record(player.part, player.world);
    } else {
      this.#stage.drawParticles();
    }
    this.#post({
      type: 'moment',
      part: this.#past?.part ?? player.part,
      reached: player.part,
      playing: this.#playing,
      ensembles: ensembles.map((ensemble, i) => stateOf(ensemble, past?.[i])),
    });
  }

  async #read(): Promise<void> {
    const player = this.#player;
    if (!player || !this.#wantsCurves) return;
    await this.#readings.take(player.part, player.world);
    this.#post({ type: 'curves', curves: this.#readings.curvesOf(player.world) });
  }

  #postPanes(): void {
    this.#post({ type: 'panes', panes: this.#stage.places });
  }

  #postScene(type: 'opened' | 'changed'): void {
    const scene = sceneToJson(this.#scene) as never as SceneInput;
    if (type === 'changed') this.#post({ type, scene });
    else
      this.#post({ type, scene, dimensions: this.#scene.ensembles.map(({ initial }) => measureOf(initial).dimension) });
    if (!this.#isPreview) this.#postAddress(this.#scene);
  }

  async #postAddress(scene: Scene): Promise<void> {
    try {
      const address = await addressFor(scene);
      if (scene === this.#player?.scene) this.#post({ type: 'address', address });
    } catch (error) {
      this.#post({ type: 'failed', message: firstLine(error) });
    }
  }

  /** A picture is made at once, a film while everything else goes on. */
  async #record(wish: RecordingWish): Promise<void> {
    const scene = this.#scene;
    if (wish.format !== 'png') {
      void this.#recorder.film(scene, wish).catch((error) => this.#post({ type: 'failed', message: firstLine(error) }));
      return;
    }
    const wasPlaying = this.#playing;
    await this.#halt();
    await this.#recorder.shoot(this.#player!, wish, this.#past?.value.map(momentOfPast));
    if (wasPlaying) this.#play();
  }

  async #postHash(): Promise<void> {
    await this.#halt();
    await this.#goOnFromPast();
    const player = this.#player;
    if (!player) return;
    // A move that was stopped between two turns has left the world between two parts.
    await player.to(Math.max(this.#goal, player.part));
    this.#post({ type: 'hash', hash: await player.hash(), part: player.part, backend: this.#backend });
    await this.#draw();
  }
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

async function centreOf({ columns, dimension, count }: Ensemble): Promise<number[]> {
  const positions = await columns.position.pull();
  const sums = new Array<number>(dimension).fill(0);
  positions.forEach((value, i) => {
    sums[i % dimension]! += value;
  });
  return sums.map((sum) => sum / count);
}
