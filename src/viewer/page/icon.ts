/** Drawn in a box of 24 × 24, with strokes of the colour of the text. */
const SHAPES = {
  play: '<path d="M8 5.5v13l10.5-6.5z" fill="currentColor"/>',
  pause: '<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="3"/>',
  step: '<path d="M6.5 5.5v13l8.5-6.5z" fill="currentColor"/><path d="M18 5.5v13" stroke-width="2.5"/>',
  reset: '<path d="M17.5 5.5v13L9 12z" fill="currentColor"/><path d="M6 5.5v13" stroke-width="2.5"/>',
  link: '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1.200 1.200M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1.200-1.200"/>',
  save: '<path d="M12 4.500v10.500M7.500 11l4.500 4.500 4.500-4.500M5 19.500h14"/>',
  open: '<path d="M12 15.500V5M7.500 9 12 4.500 16.500 9M5 19.500h14"/>',
  theme: '<circle cx="12" cy="12" r="7.500"/><path d="M12 4.500a7.500 7.500 0 0 1 0 15z" fill="currentColor"/>',
  help: '<path d="M9 9.500a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400"/><path d="M12 17.800v.2" stroke-width="2.400"/>',
  record: '<circle cx="12" cy="12" r="7.500"/><circle cx="12" cy="12" r="3.200" fill="currentColor"/>',
  panel: '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M14.500 5v14"/>',
  add: '<circle cx="12" cy="12" r="2.200" fill="currentColor"/><path d="M12 4v3M12 17v3M4 12h3M17 12h3"/>',
  draw: '<path d="M5 19c0-3 2-4 4-4s3 1 3 2.500S10.500 20 8.500 20 5 19 5 19zM11 15l7.500-9.500 1.500 1.500L12.500 16"/>',
  close: '<path d="M6.500 6.500l11 11M17.500 6.500l-11 11"/>',
} as const;

export type IconName = keyof typeof SHAPES;

/** A picture beside a label, which says what it means. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  svg.innerHTML = SHAPES[name];
  return svg;
}
