/** Settings of the organisation, of its tiers, of membership, of complaints, of messages, of log-ins and of retention. */
import { html, type TemplateResult } from 'lit';
import {
  changeOrganisation,
  type Organisation,
  type OrganisationBody,
  readOrganisation,
} from '../../../api/administration/settings.ts';
import type { Tagged } from '../../../api/client.ts';
import { forgetCurrency } from '../../../api/organisation/currency.ts';
import { pageHead, refusal } from '../../../ui/components.ts';
import { formButtons, inputField, selectField } from '../../../ui/fields.ts';
import { Form } from '../../../ui/form.ts';
import { keptForm } from '../../../ui/kept-form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { wordOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { t } from '../../../ui/text.ts';
import { ComplaintPolicyCard } from './complaint-policy-card.ts';
import { LifeTimeValueCard } from './life-time-value-card.ts';
import { LoyaltyCard } from './loyalty-card.ts';
import { MessagingCard } from './messaging-card.ts';
import { RetentionCard } from './retention-card.ts';
import { SecurityCard } from './security-card.ts';
import { TierPolicyCard } from './tier-policy-card.ts';

export const openSettings: OpenPage = ({ refresh, signal }) => {
  const organisation = new Loading<Tagged<Organisation>>(refresh);
  let form = new Form('organisation', refresh);
  const renew = () => {
    form = new Form('organisation', refresh);
    refresh();
  };
  const currency = () => organisation.value?.value.base_currency ?? 'CNY';
  const tiers = new TierPolicyCard(refresh, signal, currency);
  const complaints = new ComplaintPolicyCard(refresh, signal, currency);
  const loyalty = new LoyaltyCard(refresh, signal);
  const lifeTimeValue = new LifeTimeValueCard(refresh, signal);
  const messages = new MessagingCard(refresh, signal);
  const security = new SecurityCard(refresh, signal);
  const retention = new RetentionCard(refresh, signal);
  const load = () => organisation.load(() => readOrganisation(signal));
  // The cards come together, so that none moves another.
  const all = new Loading<unknown>(refresh);
  void all.load(() =>
    Promise.allSettled([
      load().then(() => Promise.all([tiers.load(), complaints.load()])),
      ...[loyalty.load(), lifeTimeValue.load(), messages.load(), security.load(), retention.load()],
    ]),
  );

  const save = async (event: SubmitEvent) => {
    const saved = await form.submit(event, (values) =>
      changeOrganisation(organisation.value?.tag ?? '', {
        name: values.text('name') ?? '',
        base_currency: values.text('base_currency')?.toUpperCase() ?? '',
        time_zone: values.text('time_zone') ?? '',
        language: values.text('language') as OrganisationBody['language'],
        default_phone_region: values.text('default_phone_region')?.toUpperCase() ?? '',
      }),
    );
    if (!saved) return;
    organisation.value = saved;
    forgetCurrency();
    announce(t('common.saved'));
    refresh();
  };

  return {
    title: () => t('nav.settings'),
    view: () => html`<div class="page">
      ${pageHead(t('nav.settings'), t('settings.lead'))}
      ${loaded(all, cards, 8, 'whole')}
    </div>`,
  };

  function cards(): TemplateResult {
    return html`${tiers.view()} ${lifeTimeValue.view()} ${loyalty.view()} ${complaints.view()} ${messages.view()} ${security.view()}
      ${retention.view()}
      <section class="card" aria-labelledby="organisation-title">
        <h2 id="organisation-title">${t('settings.organisation')}</h2>
        ${loaded(organisation, ({ value }) => organisationForm(form, value, save, renew))}
      </section>`;
  }
};

function organisationForm(
  form: Form,
  value: Organisation,
  send: (event: SubmitEvent) => void,
  renew: () => void,
): TemplateResult {
  const refused = refusal('settings:write', true);
  const disabled = refused !== undefined;
  const body = html`${inputField(form, 'name', t('common.name'), { value: value.name, required: true, disabled })}
    ${inputField(form, 'base_currency', t('settings.currency'), {
      value: value.base_currency,
      required: true,
      minlength: 3,
      maxlength: 3,
      hint: t('settings.currency.hint'),
      disabled,
    })}
    ${inputField(form, 'time_zone', t('settings.time_zone'), { value: value.time_zone, required: true, hint: t('settings.time_zone.hint'), disabled })}
    ${selectField(form, 'language', t('settings.language'), wordOptions('language'), { value: value.language, disabled })}
    ${inputField(form, 'default_phone_region', t('settings.phone_region'), {
      value: value.default_phone_region,
      required: true,
      maxlength: 2,
      hint: t('settings.phone_region.hint'),
      disabled,
    })}
    ${disabled ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('common.save'))}`;
  return keptForm({ form, send, renew, body });
}
