/** A customer by number: who was erased has no name any more, and a log is not to spread names. */
import { html, type TemplateResult } from 'lit';

export const customerNumber = (id: string): TemplateResult =>
  html`<a href="/customers/${id}"><code>…${id.slice(-6)}</code></a>`;
