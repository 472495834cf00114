export { groupBy } from './group-by.ts';
export { escapeHtml, html, Markup } from './html.ts';
export { page } from './page.ts';
export { CURVE, colourOf, legend, outsideNote, Plotter, tickFormat } from './plot.ts';
export { greyPng } from './png.ts';
export { SVG } from './shaded-frame.ts';
