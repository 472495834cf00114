/** The style of a report: one column, one measure, no web fonts, dark where the reader's system is. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfcf9; --ink: #22252b; --quiet: #666b75; --line: #e0ddd5; --card: #f5f3ec; --density: #8a8f9c;
  --series-1: #0072b2; --series-2: #d55e00; --series-3: #00845f; --series-4: #b0508c;
  --series-5: #a67300; --series-6: #4f5bd5; --series-7: #2f8fbd; --series-8: #6b6b6b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181c; --ink: #e6e4de; --quiet: #9a9fa9; --line: #2f333a; --card: #1e2126; --density: #a3aab8;
    --series-1: #56b4e9; --series-2: #ff8c42; --series-3: #2fc79a; --series-4: #e58fc3;
    --series-5: #f0b429; --series-6: #a3adff; --series-7: #8fd3f4; --series-8: #b5b5b5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 "Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, serif;
}
main { max-width: 1060px; margin: 0 auto; padding: 3.5rem 1.5rem 5rem; }
header { max-width: 46rem; margin-bottom: 2.5rem; }
h1 { font-size: 2.1rem; line-height: 1.15; font-weight: 600; letter-spacing: -0.012em; margin: 0 0 0.8rem; text-wrap: balance; }
h2 { font-size: 1.3rem; font-weight: 600; margin: 3rem 0 0.4rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; font-weight: 600; margin: 1.4rem 0 0.3rem; }
p { margin: 0.4rem 0; max-width: 46rem; }
cite, .citation { font-style: normal; color: var(--quiet); font-size: 0.92em; }
small, .note, figcaption, .facts, .legend, table, dl, pre { font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
small { font-weight: 400; color: var(--quiet); font-size: 0.82em; }
.note { color: var(--quiet); font-size: 0.84rem; line-height: 1.45; }
.facts { display: flex; flex-wrap: wrap; gap: 0.3rem 1.6rem; font-size: 0.84rem; color: var(--quiet); margin-top: 1rem; padding: 0; list-style: none; }
.facts b { color: var(--ink); font-weight: 600; }
.stopped { border-left: 3px solid var(--series-2); padding-left: 0.8rem; font-size: 0.92rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.84rem; font-variant-numeric: tabular-nums; margin: 0.8rem 0; }
th, td { text-align: left; padding: 0.42rem 0.55rem; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: 400; }
thead th { color: var(--quiet); vertical-align: bottom; white-space: normal; }
thead th:first-child { font-weight: 600; color: var(--ink); }
thead:not(:first-child) th { padding-top: 1.6rem; }
tbody th { font-weight: 600; }
.number { text-align: right; }
.long { white-space: normal; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(215px, 1fr)); gap: 0.6rem 1rem; margin: 0.4rem 0 1.2rem; }
.panels.wide { grid-template-columns: repeat(auto-fit, minmax(min(430px, 100%), 1fr)); }
.panels.wide figure { max-width: 500px; }
figure { margin: 0; }
figcaption { text-align: center; font-size: 0.78rem; color: var(--quiet); }
.entry { white-space: nowrap; margin: 0 0.5em; }
svg.plot { display: block; width: 100%; height: auto; font: 10.5px ui-sans-serif, system-ui, sans-serif; color: var(--ink); }
svg.plot text { white-space: pre; }
.points { fill: none; stroke-linecap: round; stroke-opacity: 0.7; }
.swatch { display: inline-block; width: 0.7em; height: 0.7em; border-radius: 50%; margin-right: 0.5em; }
${Array.from({ length: 8 }, (_, i) => `.series-${i + 1} { background: var(--series-${i + 1}); }`).join('\n')}
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; list-style: none; padding: 0; margin: 0.6rem 0; font-size: 0.86rem; }
.methods { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 1rem; margin-top: 1rem; }
article { background: var(--card); border-radius: 8px; padding: 0.9rem 1.1rem; }
article h3 { margin-top: 0; }
article p { font-size: 0.92rem; }
dl { margin: 0.6rem 0 0; font-size: 0.82rem; font-variant-numeric: tabular-nums; }
dl div { display: flex; justify-content: space-between; gap: 1rem; padding: 0.12rem 0; border-top: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
pre { background: var(--card); border-radius: 8px; padding: 0.8rem 1.1rem; overflow-x: auto; font-size: 0.84rem; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
@media print { main { max-width: none; padding: 0; } section, figure, article { break-inside: avoid; } }
`;
