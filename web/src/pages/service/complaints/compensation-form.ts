/** What is promised to the customer: words, an amount, or points on one of their cards. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Membership, membershipsOf } from '../../../api/loyalty/memberships.ts';
import type { Compensation } from '../../../api/service/complaints.ts';
import { can } from '../../../api/session.ts';
import { parseAmount } from '../../../models/money.ts';
import { amountLabel } from '../../../ui/components.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { typedPoints } from '../../../ui/loyalty/redeem-dialog.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t } from '../../../ui/text.ts';
import type { CaseState } from './detail-state.ts';

export class CompensationForm {
  private kind: Compensation['kind'] = 'apology';
  /** The customer's cards in use, once somebody promises points. */
  private cards: Membership[] = [];

  constructor(
    private readonly state: CaseState,
    private readonly refresh: () => void,
  ) {}

  begin(): void {
    this.kind = 'apology';
  }

  private choose = (kind: string): void => {
    this.kind = kind as Compensation['kind'];
    this.refresh();
    const customer = this.state.case.value?.customer_id;
    if (this.kind !== 'points' || !customer || !can('memberships:read')) return;
    void membershipsOf(customer)
      .catch(() => [])
      .then((found) => {
        this.cards = found.filter((card) => card.state === 'active');
        this.refresh();
      });
  };

  fields = (form: Form): TemplateResult => html`${selectField(
    form,
    'kind',
    t('complaints.compensation.kind'),
    wordOptions('compensation_kind'),
    { value: this.kind, onChange: this.choose },
  )}
    ${this.worth(form)} ${inputField(form, 'description', t('complaints.description'))}`;

  private worth(form: Form): TemplateResult | typeof nothing {
    if (this.kind === 'apology') return nothing;
    if (this.kind !== 'points')
      return inputField(form, 'amount', amountLabel(t('complaints.amount'), this.state.currency), {
        inputmode: 'decimal',
      });
    const cards = this.cards.map((card) => ({
      value: card.id,
      label: card.card ?? t('memberships.card.none'),
    }));
    return html`${inputField(form, 'points', t('memberships.points'), { inputmode: 'numeric', hint: t('complaints.points.hint') })}
      ${cards.length > 1 ? selectField(form, 'membership_id', t('memberships.card'), cards) : nothing}`;
  }

  body(values: FormValues) {
    const description = values.text('description') ?? null;
    if (this.kind === 'points')
      return {
        kind: this.kind,
        points: typedPoints(values),
        membership_id: values.text('membership_id') ?? null,
        description,
      };
    const typed = values.text('amount');
    const { currency } = this.state;
    const amount = typed ? parseAmount(typed, currency) : undefined;
    if (typed && amount === undefined) throw new FieldErrors({ amount: t('form.amount') });
    return { kind: this.kind, amount: amount === undefined ? null : { amount, currency }, description };
  }
}
