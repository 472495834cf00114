import { Controls } from '../controls/controls.ts';
import { Curves } from '../curves/curves.ts';
import { element } from '../dom.ts';
import type { Settings } from '../settings.ts';
import type { Stage } from '../stage.ts';
import type { WorkerLink } from '../worker-link.ts';
import { About } from './about.ts';
import { Details } from './details.ts';
import { Headings } from './headings.ts';
import { Panel } from './panel.ts';
import { PointerMode } from './pointer-mode.ts';
import type { Session } from './session.ts';
import { Transport } from './transport.ts';

/** As in panel.css. */
const NARROW = '(max-width: 900px)';

/** A scene that is open: its panes, the panel beside them, and the bar below. */
export class SceneView {
  readonly slot = element('div', { class: 'scene-slot' });
  readonly transport: Transport;
  readonly panel: Panel;
  readonly pointer: PointerMode;
  readonly headings: Headings;
  readonly element: HTMLElement;

  constructor(link: WorkerLink, session: Session, settings: Settings, stage: Stage) {
    this.transport = new Transport(link, session);
    this.headings = new Headings(link, session, settings);
    this.pointer = new PointerMode(link, (mode) => {
      this.slot.dataset.mode = mode;
    });
    const controls = new Controls(link, session, settings, this.pointer);
    const curves = new Curves(link, session, settings);
    this.panel = new Panel([
      { name: 'About', content: element('div', {}, new About(link, session).element, new Details(link).element) },
      { name: 'Controls', content: controls.element, shown: (isShown) => isShown && controls.show() },
      { name: 'Curves', content: curves.element, shown: (isShown) => curves.show(isShown) },
    ]);
    // There it would lie over the panes.
    this.panel.element.hidden = matchMedia(NARROW).matches;
    stage.over.append(this.pointer.element, this.headings.element);
    this.element = element(
      'div',
      { class: 'scene', 'data-testid': 'scene', hidden: true },
      this.slot,
      this.panel.element,
      this.transport.element,
    );
  }
}
