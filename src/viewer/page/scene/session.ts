import type { EnsembleState, MethodCard, MethodSpec, Report, SceneInput, TargetCard } from '../../protocol.ts';
import type { WorkerLink } from '../worker-link.ts';

/** What the worker has said so far of what there is and what is open. */
export class Session {
  methods: readonly MethodCard[] = [];
  targets: readonly TargetCard[] = [];
  colours: Extract<Report, { type: 'catalogue' }>['colours'] = { dark: [], light: [] };
  scene: SceneInput | undefined;
  dimensions: readonly number[] = [];
  ensembles: readonly EnsembleState[] = [];
  address = '';
  part = 0;
  reached = 0;
  playing = false;

  /** Before anybody else listens, so that everybody finds here what is new. */
  constructor(link: WorkerLink) {
    link.on('catalogue', ({ methods, colours }) => Object.assign(this, { methods, colours }));
    link.on('gallery', ({ targets }) => Object.assign(this, { targets }));
    link.on('opened', ({ scene, dimensions }) => Object.assign(this, { scene, dimensions, ensembles: [] }));
    link.on('changed', ({ scene }) => Object.assign(this, { scene }));
    link.on('address', ({ address }) => Object.assign(this, { address }));
    link.on('moment', ({ part, reached, playing, ensembles }) =>
      Object.assign(this, { part, reached, playing, ensembles }),
    );
  }

  card(type: string): MethodCard | undefined {
    return this.methods.find((method) => method.type === type);
  }

  /** What an ensemble is moved by: as it is now, else as its scene begins. */
  methodOf(name: string): MethodSpec {
    const now = this.ensembles.find((each) => each.name === name);
    return now?.method ?? (this.scene!.ensembles.find((each) => each.name === name)!.method as MethodSpec);
  }
}
