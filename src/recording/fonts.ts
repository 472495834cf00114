import { createRequire } from 'node:module';
import type { GlobalFonts } from '@napi-rs/canvas';

/** A bare machine has no fonts, and pictures should be the same everywhere: those of KaTeX come with us. */
const FILES = {
  Sans: ['KaTeX_SansSerif-Regular', 'KaTeX_SansSerif-Bold'],
  // What the sans lacks: the minus sign, relations, arrows.
  Main: ['KaTeX_Main-Regular', 'KaTeX_Main-Bold'],
  // Greek letters.
  Math: ['KaTeX_Math-Italic', 'KaTeX_Math-BoldItalic'],
};

/** Register the fonts of recordings, once. @returns their families, as in a style sheet */
export function registerFonts(fonts: typeof GlobalFonts): string {
  const { resolve } = createRequire(import.meta.url);
  const families = Object.entries(FILES).map(([name, files]) => {
    const family = `ottoflow ${name}`;
    if (!fonts.has(family))
      for (const file of files) fonts.registerFromPath(resolve(`katex/dist/fonts/${file}.ttf`), family);
    return `"${family}"`;
  });
  return [...families, 'sans-serif'].join(', ');
}
