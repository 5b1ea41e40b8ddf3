/** Short messages that come and go, read out by screen readers. Drawn once by the shell. */
import { html, type TemplateResult } from 'lit';

interface Notice {
  id: number;
  text: string;
}

let notices: Notice[] = [];
let counter = 0;
let redraw: () => void = () => {};

export function onNotices(refresh: () => void): void {
  redraw = refresh;
}

export function announce(text: string): void {
  const notice = { id: ++counter, text };
  notices = [...notices.slice(-2), notice];
  redraw();
  setTimeout(() => {
    notices = notices.filter((other) => other !== notice);
    redraw();
  }, 6000);
}

export function noticesView(): TemplateResult {
  return html`<div class="notices" role="status" aria-live="polite">
    ${notices.map((notice) => html`<div class="notice">${notice.text}</div>`)}
  </div>`;
}
