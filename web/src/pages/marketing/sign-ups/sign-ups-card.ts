/** What came in by a form. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SignUp } from '../../../api/marketing/sign-ups.ts';
import { emptyState, identityText, moment, stateBadge } from '../../../ui/components.ts';
import { type Filters, filterBar, wordFilter } from '../../../ui/filters.ts';
import { type PagedList, pagedRows } from '../../../ui/paged-list.ts';
import { table } from '../../../ui/table.ts';
import { joined, t, word } from '../../../ui/text.ts';

export function signUpsCard(list: PagedList<SignUp>, filters: Filters): TemplateResult {
  return html`<section class="card" aria-labelledby="sign-ups-title">
    <h2 id="sign-ups-title">${t('sign_ups.received')}</h2>
    ${filterBar([wordFilter(filters, 'state', t('common.state'), 'sign_up_state')])}
    ${pagedRows(list, {
      rows: signUpTable,
      empty: () => emptyState(t('sign_ups.received.empty'), t('sign_ups.received.empty.detail')),
    })}
  </section>`;
}

/** The state, and what more there is to say of it. */
function state(row: SignUp): TemplateResult {
  const more = row.reason
    ? word('sign_up_refusal', row.reason)
    : row.state === 'confirmed'
      ? t(row.is_new ? 'sign_ups.new_customer' : 'sign_ups.known_customer')
      : '';
  return html`${stateBadge('sign_up_state', row.state)} ${more ? html`<small class="quiet">${more}</small>` : nothing}`;
}

function contact(kind: 'phone' | 'email', value: string | null | undefined, confirmed: unknown) {
  if (!value) return nothing;
  return html`${identityText(kind, value)}${confirmed ? nothing : html` <small class="quiet">${t('sign_ups.unconfirmed')}</small>`}`;
}

function signUpTable(rows: readonly SignUp[]): TemplateResult {
  const name = (row: SignUp) => row.name ?? t('sign_ups.forgotten');
  return table<SignUp>({
    label: t('sign_ups.received'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('sign_ups.at'), nowrap: true, cell: (row) => moment(row.created_at) },
      {
        label: t('common.name'),
        cell: (row) =>
          row.customer_id && isCertain(row)
            ? html`<a href="/customers/${row.customer_id}">${name(row)}</a>`
            : html`${name(row)}`,
      },
      { label: t('sign_ups.phone'), cell: (row) => contact('phone', row.phone, row.phone_confirmed_at) },
      { label: t('sign_ups.email'), cell: (row) => contact('email', row.email, row.email_confirmed_at) },
      {
        label: t('sign_ups.consents'),
        cell: (row) => joined(row.consents.map((one) => word('sign_up_channel', one))),
      },
      { label: t('common.state'), cell: state },
    ],
  });
}

/** Whether it is known for certain whose it is. */
const isCertain = (row: SignUp): boolean => row.state === 'confirmed';
