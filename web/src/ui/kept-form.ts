/** A form on a page that keeps what was typed until it is sent. Another `Form` is another element, with nothing typed. */
import { html, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { draft, draftNote } from './draft.ts';
import { formProblem } from './fields.ts';
import type { Form } from './form.ts';

export interface KeptForm {
  readonly form: Form;
  readonly send: (event: SubmitEvent) => void;
  /** Draws the form as it would be without what was typed: with another `Form`. */
  readonly renew: () => void;
  readonly body: unknown;
  /** How its fields stand: beside or under one another. */
  readonly look?: 'form' | 'stack';
}

export const keptForm = ({ form, send, renew, body, look = 'form' }: KeptForm): TemplateResult =>
  html`${keyed(form, html`<form class=${look} novalidate @submit=${send} ${draft(form)}>${formProblem(form)} ${draftNote(form, renew)} ${body}</form>`)}`;
