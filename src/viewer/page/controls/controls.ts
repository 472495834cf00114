import type { FolderApi, Pane } from 'tweakpane';
import type { Look, SceneInput } from '../../protocol.ts';
import { element } from '../dom.ts';
import { iconButton } from '../icon-button.ts';
import type { PointerMode } from '../scene/pointer-mode.ts';
import type { Session } from '../scene/session.ts';
import { swapped } from '../scene/swapped.ts';
import type { Settings } from '../settings.ts';
import type { WorkerLink } from '../worker-link.ts';
import { labelInputs } from './labelled.ts';
import { addRow, type Row } from './rows.ts';

/** What can be seen or not. */
const SWITCHES: readonly { name: keyof Look; says: string }[] = [
  { name: 'trails', says: 'where particles have just been' },
  { name: 'marginals', says: 'histograms along the axes, against the exact marginals' },
  { name: 'coupling', says: 'lines of the Sinkhorn plan' },
  { name: 'exact', says: 'mean and covariance of the exact law' },
  { name: 'potentials', says: 'potential and pressure of sites on a line' },
  { name: 'mirror', says: 'mirror coordinates ∇u(x)' },
];

/** Everything of a scene that can be changed. */
export class Controls {
  readonly #box = element('div', { class: 'tweaks' });
  readonly #link: WorkerLink;
  readonly #session: Session;
  readonly #settings: Settings;
  readonly #refreshers: (() => void)[] = [];
  readonly #closed = new Set<string>();
  readonly element: HTMLElement;
  #pane: Pane | undefined;
  #built = '';
  #isShown = false;

  constructor(link: WorkerLink, session: Session, settings: Settings, pointer: PointerMode) {
    this.#link = link;
    this.#session = session;
    this.#settings = settings;
    this.element = element(
      'div',
      { class: 'controls' },
      element(
        'div',
        { class: 'control-modes' },
        iconButton({
          icon: 'add',
          label: 'Add particles',
          key: 'a',
          text: 'Add particles',
          press: () => pointer.toggle('add'),
        }),
        iconButton({
          icon: 'draw',
          label: 'Draw a target',
          key: 'd',
          text: 'Draw a target',
          press: () => pointer.toggle('draw'),
        }),
      ),
      this.#box,
    );
    link.on('opened', () => this.#closed.clear());
    link.on('moment', () => this.#isShown && this.#follow());
    // Targets to choose from come with the gallery, which may be after the controls.
    link.on('gallery', () => this.#isShown && this.#follow());
    link.on('failed', () => this.#refresh());
    settings.onChange(() => this.#refresh());
  }

  /** Controls are made when they are first looked at. */
  show(): void {
    this.#isShown = true;
    void this.#follow();
  }

  /** Make them anew where there are other ones, else show what has become of them. */
  async #follow(): Promise<void> {
    const { scene } = this.#session;
    if (!scene) return;
    const methods = scene.ensembles.map(({ name }) => this.#session.methodOf(name!));
    const structure = JSON.stringify([
      scene.name,
      scene.ensembles.map(({ name }) => name),
      methods.map(({ type }) => type),
      this.#session.targets.length,
    ]);
    const state = JSON.stringify([methods, scene.seed, scene.changes?.length]);
    if (structure + state === this.#built) return;
    const isNew = !this.#built.startsWith(structure);
    this.#built = structure + state;
    if (isNew) await this.#build(scene);
    else this.#refresh();
  }

  async #build(scene: SceneInput): Promise<void> {
    const { Pane } = await import('tweakpane');
    this.#pane?.dispose();
    this.#refreshers.length = 0;
    this.#pane = new Pane({ container: this.#box });
    this.#addScene(this.#folder('Scene'), scene);
    for (const { name } of scene.ensembles) this.#addMethod(this.#folder(name!), name!);
    this.#addLook(this.#folder('View'));
    labelInputs(this.#box);
  }

  #refresh(): void {
    for (const refresh of this.#refreshers) refresh();
  }

  #folder(title: string): FolderApi {
    const folder = this.#pane!.addFolder({ title, expanded: !this.#closed.has(title) });
    folder.on('fold', ({ expanded }) => void (expanded ? this.#closed.delete(title) : this.#closed.add(title)));
    return folder;
  }

  #keep<T>(row: Row, now: () => T): void {
    this.#refreshers.push(() => row.set(now()));
  }

  #addScene(folder: FolderApi, scene: SceneInput): void {
    const { dimensions } = this.#session;
    const plain = { optional: false } as const;
    const seed = { ...plain, name: 'seed', description: 'of all randomness', kind: 'data' } as const;
    const seedRow = addRow(folder, seed, scene.seed, (value) => this.#link.tell({ type: 'seed', seed: String(value) }));
    this.#keep(seedRow, () => this.#session.scene!.seed);
    const moving = scene.ensembles.filter(({ sites }) => !sites);
    if (moving.length > 0) {
      const initial = moving[0]!.count ?? 1000;
      const field = {
        ...plain,
        name: 'particles',
        description: 'of every ensemble that moves',
        kind: 'number',
        integer: true,
        initial,
      } as const;
      const row = addRow(folder, field, initial, (count) => this.#link.tell({ type: 'count', count: count as number }));
      this.#keep(row, () => this.#session.scene!.ensembles.find(({ sites }) => !sites)!.count ?? 1000);
    }
    for (const dimension of new Set(dimensions)) this.#addTarget(folder, scene, dimension);
    const clear = folder.addButton({ title: 'Forget changes' });
    const dress = (): void => {
      const count = this.#session.scene!.changes?.length ?? 0;
      clear.title = count === 1 ? 'Forget 1 change' : `Forget ${count} changes`;
      clear.hidden = count === 0;
    };
    clear.on('click', () => this.#link.tell({ type: 'forget' }));
    this.#refreshers.push(dress);
    dress();
  }

  #addTarget(folder: FolderApi, scene: SceneInput, dimension: number): void {
    const cards = this.#session.targets.filter((card) => card.dimension === dimension);
    const first = scene.ensembles.find(
      (_, i) => this.#session.dimensions[i] === dimension && scene.ensembles[i]!.target,
    );
    if (!first || cards.length === 0) return;
    const text = JSON.stringify(first.target);
    const known = cards.findIndex(({ target }) => JSON.stringify(target) === text);
    const options = [
      ...(known < 0 ? [{ text: 'of this scene', value: -1 }] : []),
      ...cards.map(({ title }, value) => ({ text: title, value })),
    ];
    const label = this.#session.dimensions.every((each) => each === dimension) ? 'target' : `target in ${dimension} d`;
    folder.addBinding({ chosen: known }, 'chosen', { label, options }).on('change', ({ value }) => {
      if (cards[value]) this.#link.tell({ type: 'target', target: cards[value].target });
    });
  }

  #addMethod(folder: FolderApi, ensemble: string): void {
    const now = () => this.#session.methodOf(ensemble);
    const card = this.#session.card(now().type);
    if (!card) return;
    const options = this.#session.methods.map(({ title, type }) => ({ text: title, value: type }));
    folder.addBinding({ type: card.type }, 'type', { label: 'method', options }).on('change', ({ value }) => {
      this.#link.tell({ type: 'method', ensemble, method: swapped(now(), this.#session.card(value)!) });
    });
    for (const field of card.fields) {
      const row = addRow(folder, field, now()[field.name], (value) => {
        const { [field.name]: _, ...others } = now();
        const method = { ...others, ...(value !== undefined && { [field.name]: value }) };
        this.#link.tell({ type: 'method', ensemble, method: method as never });
      });
      this.#keep(row, () => now()[field.name]);
    }
  }

  #addLook(folder: FolderApi): void {
    const choice = (name: 'layout' | 'ground' | 'theme', choices: readonly string[], description: string): void => {
      const field = { name, description, optional: false, kind: 'choice', choices } as const;
      const row = addRow(folder, field, this.#settings.look[name], (value) => this.#settings.change({ [name]: value }));
      this.#keep(row, () => this.#settings.look[name]);
    };
    choice('layout', ['side-by-side', 'overlay'], 'ensembles of one target in panes of their own, or in one');
    choice('ground', ['contours', 'heatmap', 'none'], 'how the density of the target is drawn');
    for (const { name, says } of SWITCHES) {
      const field = { name, description: says, optional: false, kind: 'switch' } as const;
      const row = addRow(folder, field, this.#settings.look[name], (value) => this.#settings.change({ [name]: value }));
      this.#keep(row, () => this.#settings.look[name]);
    }
  }
}
