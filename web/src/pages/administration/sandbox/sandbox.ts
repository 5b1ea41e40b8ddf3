/** The sandbox of test keys: what they have made there, and putting it back to how it begins. */
import { html, nothing, type TemplateResult } from 'lit';
import { readSandbox, resetSandbox, type Sandbox } from '../../../api/administration/sandbox.ts';
import { randomKey } from '../../../api/base.ts';
import { ended } from '../../../api/job-watch.ts';
import { actionButton, emptyState, figure, number, pageHead } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { t } from '../../../ui/text.ts';

export const openSandbox: OpenPage = ({ refresh }) => {
  const sandbox = new Loading<Sandbox>(refresh);
  const confirm = new Confirm(refresh);
  const load = () => sandbox.load(readSandbox);
  void load();
  const reset = () =>
    confirm.ask({
      title: t('sandbox.reset'),
      detail: t('sandbox.reset.detail'),
      label: t('sandbox.reset'),
      run: async () => {
        await ended(await resetSandbox(randomKey()));
        announce(t('sandbox.reset.done'));
        await load();
      },
    });
  const buttons = () => html`<a class="button" href="/keys">${t('nav.keys')}</a>
    ${sandbox.value?.available ? actionButton({ action: 'keys:write', everywhere: true, label: t('sandbox.reset'), danger: true, run: reset }) : nothing}`;
  return {
    title: () => t('sandbox.title'),
    view: () => html`<div class="page">
      ${pageHead(t('sandbox.title'), t('sandbox.lead'), buttons())} ${loaded(sandbox, contents)} ${confirm.view()}
    </div>`,
  };
};

function contents(sandbox: Sandbox): TemplateResult {
  if (!sandbox.available) return emptyState(t('sandbox.none'), t('sandbox.none.detail'));
  return html`<section class="card" aria-label=${t('sandbox.contents')}>
    <div class="figures">
      ${figure(t('sandbox.keys'), number(sandbox.keys))} ${figure(t('sandbox.customers'), number(sandbox.customers))}
      ${figure(t('sandbox.purchases'), number(sandbox.purchases))}
      ${figure(t('sandbox.webhooks'), number(sandbox.webhooks))}
    </div>
  </section>`;
}
