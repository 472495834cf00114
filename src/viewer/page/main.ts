import { App } from './app.ts';

new App().start(document.body);
