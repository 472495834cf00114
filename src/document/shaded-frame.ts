import type { RenderFunction } from '@observablehq/plot';

export const SVG = 'http://www.w3.org/2000/svg';

/** The `render` of a rectangle that holds a grey picture: the whole frame in one colour, behind a mask that is the picture. */
export const shadedFrame =
  (id: string, address: string, colour: string): RenderFunction =>
  (
    _index,
    _scales,
    { x1, x2, y1, y2 },
    { width, height, marginLeft, marginRight, marginTop, marginBottom },
    context,
  ) => {
    const element = (name: string, attributes: Record<string, string | number>): SVGElement => {
      const made = context.document.createElementNS(SVG, name) as SVGElement;
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
      return made;
    };
    const [left, right, above, below] = [x1![0]!, x2![0]!, y1![0]!, y2![0]!];
    const mask = element('mask', { id, maskUnits: 'userSpaceOnUse', x: 0, y: 0, width, height });
    const frame = { x: marginLeft, y: marginTop, width: width - marginLeft - marginRight };
    const group = element('g', { style: `fill:${colour}` });
    mask.append(
      element('image', {
        ...{ href: address, x: left, y: above, width: right - left, height: below - above },
        ...{ preserveAspectRatio: 'none', style: 'image-rendering:pixelated' },
      }),
    );
    group.append(mask, element('rect', { ...frame, height: height - marginTop - marginBottom, mask: `url(#${id})` }));
    return group;
  };
