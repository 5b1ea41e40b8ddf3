/** Any URL that leads nowhere. */
import { html } from 'lit';
import type { OpenPage } from '../../ui/page.ts';
import { t } from '../../ui/text.ts';

export const openMissing: OpenPage = () => ({
  title: () => t('missing.title'),
  view: () => html`<div class="page">
    <h1>${t('missing.title')}</h1>
    <p class="quiet">${t('missing.detail')}</p>
    <p><a href="/">${t('missing.home')}</a></p>
  </div>`,
});
