import type { Look } from '../protocol.ts';
import { Announcer } from './announcer.ts';
import { Banner } from './banner.ts';
import { Busy } from './busy.ts';
import { cheatSheet } from './cheat-sheet.ts';
import { element } from './dom.ts';
import { Header } from './header.ts';
import { type Action, actionOf } from './keys.ts';
import { RecordingDialog } from './recording-dialog.ts';
import { openFile, saveScene } from './scene/files.ts';
import { SceneView } from './scene/scene-view.ts';
import { Session } from './scene/session.ts';
import { Settings, wantsLessMotion } from './settings.ts';
import { backendAsked, Stage } from './stage.ts';
import { HERO } from './welcome/hero.ts';
import { Welcome } from './welcome/welcome.ts';
import { WorkerLink } from './worker-link.ts';

/** Where neither a GPU nor WebAssembly is there. */
const SLOW = 'The WebAssembly engine could not be loaded: plain JavaScript computes instead, many times slower.';
const UNCOPIED = 'The browser lets nothing be copied here: the link is in the address bar.';
/** How far an arrow key goes. */
const NUDGE = 0.02;
/** The first page's own scene. */
const PREVIEW = { type: 'open', source: { scene: HERO }, isPreview: true } as const;
/** Milliseconds that the end of the first page's scene stays. */
const REST = 2000;

/** The page: a gallery, and a scene when one is open. */
export class App {
  readonly #settings = new Settings();
  readonly #banner = new Banner();
  readonly #announcer = new Announcer();
  readonly #link = new WorkerLink((message) =>
    this.#banner.say(`The engine stopped: ${message}. Reload the page to start it again.`),
  );
  readonly #session = new Session(this.#link);
  readonly #stage = new Stage();
  readonly #welcome = new Welcome((name) => this.#go(`#scene=${name}`));
  readonly #view = new SceneView(this.#link, this.#session, this.#settings, this.#stage);
  readonly #help = cheatSheet();
  readonly #recording = new RecordingDialog(this.#link, this.#session, this.#settings, this.#announcer);
  readonly #header = new Header({
    gallery: () => this.#go(''),
    theme: () => this.#settings.toggleTheme(),
    help: () => this.#help.showModal(),
    open: () => openFile((text) => this.#openText(text)),
    copy: () => void this.#copy(),
    save: () => this.#session.scene && saveScene(this.#session.scene),
    record: () => this.#recording.open(),
    panel: () => this.#view.panel.toggle(),
  });
  #inScene = false;
  #hasGallery = false;
  /** Whether the view of scenes has one. */
  #hasScene = false;
  /** Whether the scene that was asked for plays when it comes. */
  #wantsToPlay = false;

  start(root: HTMLElement): void {
    this.#banner.listen();
    root.append(
      element('a', { class: 'skip', href: '#main' }, 'Skip to the content'),
      this.#header.element,
      this.#banner.element,
      element('main', { id: 'main', tabindex: -1 }, this.#welcome.element, this.#view.element),
      this.#announcer.element,
      this.#help,
      this.#recording.element,
    );
    this.#stage.over.append(new Busy(this.#link, this.#session).element);
    const fault = Stage.fault();
    this.#listen();
    this.#show(location.hash.length > 1);
    if (fault) {
      this.#banner.say(fault);
      this.#askForGallery();
      return;
    }
    this.#stage.start(this.#link, this.#look);
    this.#follow();
  }

  get #look(): Look {
    return this.#inScene ? this.#settings.look : onHero(this.#settings.look);
  }

  #listen(): void {
    const link = this.#link;
    link.on('gallery', ({ scenes }) => this.#welcome.fill(scenes));
    link.on('ready', ({ backend }) => backend === 'cpu' && backendAsked() !== 'cpu' && this.#banner.say(SLOW));
    link.on('failed', ({ message }) => this.#failed(message));
    link.on('opened', ({ scene }) => this.#opened(scene.title));
    link.on('address', ({ address }) => {
      if (this.#inScene && !link.isOpening) history.replaceState(null, '', address);
    });
    link.on('moment', ({ part, playing }) => this.#seen(part, playing));
    this.#settings.onChange(() => link.tell({ type: 'look', look: this.#look }));
    addEventListener('hashchange', () => this.#follow());
    addEventListener('keydown', (event) => this.#key(event));
  }

  /** Go where the address says. */
  #go(fragment: string): void {
    if (fragment !== '') {
      location.hash = fragment;
      return;
    }
    if (location.hash !== '') history.pushState(null, '', location.pathname + location.search);
    this.#follow();
  }

  #follow(): void {
    this.#banner.clear();
    const address = location.hash;
    const isScene = address.length > 1 && address !== '#main';
    this.#show(isScene);
    this.#wantsToPlay = !wantsLessMotion();
    this.#link.tell(isScene ? { type: 'open', source: { address } } : PREVIEW);
  }

  #openText(text: string): void {
    this.#banner.clear();
    this.#show(true);
    this.#wantsToPlay = !wantsLessMotion();
    this.#link.tell({ type: 'open', source: { text } });
  }

  #opened(title: string): void {
    this.#hasScene = this.#inScene;
    if (this.#inScene) this.#header.show(title);
    if (this.#inScene) document.title = `${title} · ottoflow`;
    this.#announcer.say(this.#inScene ? `Scene: ${title}` : 'All scenes');
    if (this.#wantsToPlay) this.#link.tell({ type: 'play' });
    this.#wantsToPlay = false;
  }

  /** What was open stays; where that is nothing, there is the gallery. */
  #failed(message: string): void {
    this.#banner.say(message);
    this.#askForGallery();
    if (!this.#link.isOpening || !this.#inScene) return;
    if (this.#hasScene) {
      history.replaceState(null, '', this.#session.address);
      return;
    }
    this.#show(false);
    this.#link.tell(PREVIEW);
  }

  #show(inScene: boolean): void {
    this.#inScene = inScene;
    this.#hasScene &&= inScene;
    document.body.dataset.view = inScene ? 'scene' : 'welcome';
    this.#welcome.element.hidden = inScene;
    this.#view.element.hidden = !inScene;
    (inScene ? this.#view.slot : this.#welcome.slot).append(this.#stage.element);
    this.#link.tell({ type: 'look', look: this.#look });
    if (inScene) return;
    this.#header.show(undefined);
    document.title = 'ottoflow';
    this.#view.pointer.set('look');
  }

  #seen(part: number, playing: boolean): void {
    if (part > 0 || wantsLessMotion()) this.#askForGallery();
    if (!this.#inScene && part >= 1 && !playing) this.#again();
  }

  /** Once there is something to look at. */
  #askForGallery(): void {
    if (this.#hasGallery) return;
    this.#hasGallery = true;
    this.#link.tell({ type: 'gallery' });
  }

  #again(): void {
    setTimeout(() => {
      if (this.#inScene || this.#session.part < 1) return;
      this.#link.tell({ type: 'reset' });
      this.#link.tell({ type: 'play' });
    }, REST);
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      this.#announcer.say('The link was copied');
    } catch {
      // Not allowed, or not there: a page of plain http from another machine has none.
      this.#banner.say(UNCOPIED);
    }
  }

  #key(event: KeyboardEvent): void {
    if (this.#help.open || this.#recording.element.open) return;
    const target = event.target as HTMLElement;
    const action = actionOf({
      key: event.key,
      modified: event.ctrlKey || event.metaKey || event.altKey,
      focus: target.localName,
      inScene: this.#inScene,
      ...(target instanceof HTMLInputElement && { inputType: target.type }),
    });
    if (!action) return;
    event.preventDefault();
    this.#act(action, event.key);
  }

  #act(action: Action, key: string): void {
    const { transport, panel, pointer, headings } = this.#view;
    const acts: Record<Action, () => void> = {
      toggle: () => transport.toggle(),
      step: () => this.#link.tell({ type: 'step' }),
      reset: () => transport.reset(),
      back: () => transport.nudge(-NUDGE),
      on: () => transport.nudge(NUDGE),
      pane: () => headings.focus(Number(key) - 1),
      gallery: () => this.#go(''),
      theme: () => this.#settings.toggleTheme(),
      layout: () => this.#settings.toggleLayout(),
      about: () => panel.show('About'),
      controls: () => panel.show('Controls'),
      curves: () => panel.show('Curves'),
      panel: () => panel.toggle(),
      add: () => pointer.toggle('add'),
      draw: () => pointer.toggle('draw'),
      copy: () => void this.#copy(),
      record: () => this.#recording.open(),
      help: () => this.#help.showModal(),
      escape: () => pointer.set('look'),
    };
    acts[action]();
  }
}

/** The first page shows a picture, not an instrument. */
const onHero = (look: Look): Look => ({
  ...look,
  layout: 'overlay',
  marginals: false,
  coupling: false,
  mirror: false,
});
