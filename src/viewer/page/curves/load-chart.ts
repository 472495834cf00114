type ChartModule = typeof import('./chart.ts');

/** The drawing of charts, when one is first looked at. */
export function loadChart(): Promise<ChartModule> {
  mendLanguage();
  return import('./chart.ts');
}

/** uPlot takes the language of the browser when it loads, and a browser may have one that is none: `en-US@posix` where the system has no locale. */
function mendLanguage(): void {
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
  }
}
