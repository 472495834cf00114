import { html, Markup } from './html.ts';
import { style } from './style.ts';

/**
 * A page that needs nothing else: no script, no request, light and dark.
 * @param about what goes into its head, with style beyond that of all pages
 * @returns the text of the file
 */
export function page(
  { title, version, extraStyle = '' }: { title: string; version: string; extraStyle?: string },
  sections: readonly (Markup | undefined)[],
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="generator" content="ottoflow ${version}">
<style>${new Markup(style + extraStyle)}</style>
</head>
<body>
<main>
${sections.flatMap((section) => (section ? [section, new Markup('\n')] : []))}</main>
</body>
</html>
`.text;
}
