/** The fonts of recordings elsewhere, in the same order: a worker has none of the fonts of its page. */
const FACES = {
  Sans: {
    normal: new URL('katex/dist/fonts/KaTeX_SansSerif-Regular.woff2', import.meta.url),
    bold: new URL('katex/dist/fonts/KaTeX_SansSerif-Bold.woff2', import.meta.url),
  },
  Main: {
    normal: new URL('katex/dist/fonts/KaTeX_Main-Regular.woff2', import.meta.url),
    bold: new URL('katex/dist/fonts/KaTeX_Main-Bold.woff2', import.meta.url),
  },
  Math: {
    normal: new URL('katex/dist/fonts/KaTeX_Math-Italic.woff2', import.meta.url),
    bold: new URL('katex/dist/fonts/KaTeX_Math-BoldItalic.woff2', import.meta.url),
  },
};

let families: Promise<string | undefined> | undefined;

/** Their families, as in a style sheet; nothing where the browser cannot load them, which has fonts of its own. */
export function recordingFonts(): Promise<string | undefined> {
  families ??= load().catch(() => undefined);
  return families;
}

async function load(): Promise<string> {
  const { fonts } = self as unknown as { fonts: FontFaceSet };
  const faces = Object.entries(FACES).flatMap(([name, files]) =>
    Object.entries(files).map(([weight, { href }]) => new FontFace(`ottoflow ${name}`, `url(${href})`, { weight })),
  );
  for (const face of await Promise.all(faces.map((each) => each.load()))) fonts.add(face);
  return [...Object.keys(FACES).map((name) => `"ottoflow ${name}"`), 'sans-serif'].join(', ');
}
