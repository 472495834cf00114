import { html, type Markup, type Plotter } from '../../document/index.ts';
import { formatNumber } from '../format.ts';
import { heightsOf, marginalPicture } from './marginals.ts';
import type { Exhibit } from './material.ts';
import { planePictures } from './plane.ts';
import { haveWeights } from './sized-points.ts';

/** Every ensemble in a row: its particles at a few moments over the density of the target. */
export function cloudsSection(plotter: Plotter, exhibits: readonly Exhibit[]): Markup {
  return html`<section>
<h2>${titleOf(exhibits)}</h2>
<p class="note">${captionsFor(exhibits).join(' ')}</p>
${exhibits.map((exhibit) => rowOf(plotter, exhibit))}
</section>`;
}

function titleOf(exhibits: readonly Exhibit[]): string {
  const some = (sites: boolean): boolean => exhibits.some((exhibit) => exhibit.sites === sites);
  const rows = some(true) ? (some(false) ? 'Particles and sites' : 'Sites') : 'Particles';
  return exhibits.some(({ target }) => target) ? `${rows} over the target` : rows;
}

function captionsFor(exhibits: readonly Exhibit[]): string[] {
  const any = (holds: (exhibit: Exhibit) => boolean): boolean => exhibits.some(holds);
  const shown = ({ looks }: Exhibit, what: 'density' | 'shading' | 'potential'): boolean =>
    looks.some(({ view }) => view[what] && (what === 'potential' || !view.potential));
  const captions = [
    any((exhibit) => exhibit.dimension > 1 && shown(exhibit, 'shading')) &&
      `Shading${any((exhibit) => exhibit.dimension > 1 && exhibit.axes !== undefined) ? ', over cells lines' : ''}: the target, its regions of highest density with 10, 30, 50, 70, 90 and 99 % of its mass.`,
    any((exhibit) => exhibit.dimension > 1 && shown(exhibit, 'potential')) &&
      'Contours: the potential V = −log π, equally far in √V, to above the lowest pass to its minimum.',
    any(({ dimension }) => dimension > 2) && 'Beyond two dimensions: the first two coordinates.',
    any(({ dimension, looks }) => dimension > 1 && looks.some(({ frame }) => haveWeights(frame))) &&
      'Area of a point: the weight of the particle, where weights differ.',
    any(({ dimension, axes, sites }) => dimension > 1 && sites && !axes) &&
      'Faint points: sites, also those without mass.',
    any(({ dimension, axes }) => dimension > 1 && axes !== undefined) &&
      'Cells: sites on a grid; their colour goes as the square root of the density, and points mark those of a law in a few small ones.',
    any(({ dimension, axes }) => dimension === 1 && !axes) && 'In one dimension: a histogram of the particles.',
    any(({ dimension, axes }) => dimension === 1 && axes !== undefined) &&
      'Sites on a line: their masses over the lengths of their cells.',
    any((exhibit) => exhibit.dimension === 1 && shown(exhibit, 'density')) && 'Line: the exact density of the target.',
    any((exhibit) => exhibit.dimension === 1 && shown(exhibit, 'potential')) &&
      'Faint line: the potential V = −log π, scaled: without entropy in the energy, the law does not go to e^−V.',
  ];
  return captions.filter((caption) => caption !== false);
}

function rowOf(plotter: Plotter, exhibit: Exhibit): Markup {
  const { summary, index, dimension } = exhibit;
  const pictures = dimension === 1 ? linePictures(plotter, exhibit) : planePictures(plotter, exhibit);
  return html`<h3><span class="swatch series-${(index % 8) + 1}"></span>${summary.name} <small>${summary.method}</small></h3>
<div class="panels">${pictures}</div>`;
}

function linePictures(plotter: Plotter, exhibit: Exhibit): Markup[] {
  const heights = heightsOf(exhibit);
  return exhibit.looks.map((look, i) => {
    const time = formatNumber(look.frame.time);
    const title = `${exhibit.summary.name} at time ${time}`;
    const picture = marginalPicture(plotter, exhibit, look, title, { top: heights?.[i] });
    return html`<figure>${picture}<figcaption>t = ${time}</figcaption></figure>`;
  });
}
