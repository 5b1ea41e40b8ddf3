/** What stands beside the main column and stays in sight there, as long as it fits into the window. */
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';

/** The bar at the top, and some air. */
const above = 84;

const watched = new Set<Element>();
const heights = new ResizeObserver((entries) => {
  for (const { target } of entries) mark(target);
});

function mark(element: Element): void {
  element.toggleAttribute('data-tall', element.getBoundingClientRect().height > innerHeight - above);
}

function watch(element: Element | undefined): void {
  for (const one of watched) {
    if (one.isConnected) continue;
    heights.unobserve(one);
    watched.delete(one);
  }
  if (!element) return;
  watched.add(element);
  heights.observe(element);
}

/** The cards of the second column. */
export const aside = (cards: unknown): TemplateResult =>
  html`<div class="stack" ${ref(watch)}>${cards}</div>`;
