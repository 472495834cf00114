import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Command, Report } from '../../../src/viewer/protocol.ts';

type ReportOf<T extends Report['type']> = Extract<Report, { type: T }>;

/** What the spy keeps on the page: the engine, and the last report of each type. */
interface Spied {
  engine: Worker;
  reports: Partial<Record<Report['type'], Report>>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Runs on the page before its own scripts. */
  before?: () => void;
}

/** Milliseconds that something may take before a test gives up. */
const PATIENCE = 40_000;

/** A page of the viewer that is looked at: its engine is listened to, and what goes wrong is written down. */
export class Visit {
  readonly page: Page;
  /** Errors on the console or thrown, files that are not there, and files from elsewhere. */
  readonly faults: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  static async pay(browser: Browser, url: string, { before, ...options }: VisitOptions): Promise<Visit> {
    const context = await browser.newContext({ viewport: { width: 1024, height: 640 }, ...options });
    const visit = new Visit(await context.newPage());
    visit.#watch(new URL(url).origin);
    await visit.page.addInitScript(spy);
    if (before) await visit.page.addInitScript(before);
    await visit.page.goto(url);
    return visit;
  }

  #watch(home: string): void {
    const { page, faults } = this;
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on(
      'response',
      (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`),
    );
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== home) faults.push(`from elsewhere: ${request.url()}`);
    });
  }

  tell(command: Command): Promise<void> {
    // As `object`: what playwright makes of the types of all commands is too much for the compiler.
    return this.page.evaluate((each) => (globalThis as never as Spied).engine.postMessage(each), command as object);
  }

  /** Follow a link within the page; an empty one leads to the gallery. */
  async go(fragment: string): Promise<void> {
    await this.forget();
    await this.page.evaluate((hash) => {
      location.hash = hash;
    }, fragment);
  }

  /** Forget what the engine has said so far. */
  forget(): Promise<void> {
    return this.page.evaluate(() => {
      (globalThis as never as Spied).reports = {};
    });
  }

  /** The last report of a type, as soon as there is one that `fits`. */
  async report<T extends Report['type']>(
    type: T,
    fits: (report: ReportOf<T>) => boolean = () => true,
  ): Promise<ReportOf<T>> {
    const end = performance.now() + PATIENCE;
    let last: ReportOf<T> | undefined;
    while (performance.now() < end) {
      last = (await this.page.evaluate(
        (wanted) => (globalThis as never as Spied).reports[wanted],
        type,
      )) as typeof last;
      if (last && fits(last)) return last;
      await this.page.waitForTimeout(25);
    }
    throw new Error(`no such report of type ${type}; the last one is ${JSON.stringify(last)?.slice(0, 300)}`);
  }

  /** The moment that is on view once it has come so far. */
  reached(part: number): Promise<ReportOf<'moment'>> {
    return this.report('moment', (moment) => moment.part >= part);
  }

  /** Play to the end in a few long frames, and ask for the hash there. */
  async finish(): Promise<string> {
    await this.report('opened');
    await this.tell({ type: 'pace', seconds: 0.4 });
    await this.tell({ type: 'play' });
    await this.reached(1);
    await this.tell({ type: 'hash' });
    const { hash, backend } = await this.report('hash', ({ part }) => part === 1);
    return `${backend} ${hash}`;
  }

  /** The line of the banner. */
  async complaint(): Promise<string> {
    const banner = this.page.getByRole('alert');
    await banner.waitFor({ timeout: PATIENCE });
    return (await banner.textContent()) ?? '';
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

function spy(): void {
  const spied = globalThis as never as Spied;
  const Original = Worker;
  spied.reports = {};
  globalThis.Worker = class extends Original {
    constructor(...words: ConstructorParameters<typeof Original>) {
      super(...words);
      spied.engine = this;
      this.addEventListener('message', ({ data }: MessageEvent<Report>) => {
        // What was said of the scene before does not hold any more.
        if (data.type === 'opened') spied.reports = {};
        spied.reports[data.type] = data;
      });
    }
  };
}
