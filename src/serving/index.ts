export { openInBrowser } from './open-in-browser.ts';
export { type ServedFolder, type ServeOptions, serveFolder } from './serve-folder.ts';
export { siteFolder } from './site-folder.ts';
