/** Red, green, blue, 0 … 1, in sRGB. */
export type Colour = readonly [red: number, green: number, blue: number];

/** `#rrggbb` */
export const colourOf = (hex: string): Colour =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Colour;

/** A style of a canvas. */
export const styleOf = ([red, green, blue]: Colour, opacity = 1): string =>
  `rgba(${[red, green, blue].map((part) => Math.round(255 * part)).join(', ')}, ${opacity})`;

/** OKLCH as sRGB, cut off at its edges. B. Ottosson, A perceptual color space for image processing (2020). */
export function fromOklch(lightness: number, chroma: number, hue: number): Colour {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** The gamma curve of sRGB. */
function encoded(linear: number): number {
  const light = Math.min(1, Math.max(0, linear));
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}
