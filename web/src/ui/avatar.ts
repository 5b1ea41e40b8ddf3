/** The initials of somebody in a circle. It decorates the name beside it and says nothing of its own. */
import { html, type TemplateResult } from 'lit';
import { hueOf, initialsOf } from '../models/customers/initials.ts';

/** `key` decides the colour: an id, so that a new name changes nothing. */
export const avatar = (name: string, key: string, big = false): TemplateResult =>
  html`<span class="avatar ${big ? 'big' : ''}" data-hue=${hueOf(key)} aria-hidden="true">${initialsOf(name)}</span>`;
