/** What a fit says in plain words: totals, how likely customers still come, how well it foretold, and its parameters. */
import { html, nothing, type TemplateResult } from 'lit';
import type {
  FittedModel,
  LifeTimeValueFigures,
  ModelRefusal,
} from '../../../api/insight/life-time-value.ts';
import { day, emptyState, figure, moment, money, number, share } from '../../../ui/components.ts';
import type { OptionalView } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { pair, t, word } from '../../../ui/text.ts';

type Band = LifeTimeValueFigures['bands'][number];
type HoldOut = NonNullable<LifeTimeValueFigures['hold_out']>;

export function modelsCards(found: LifeTimeValueFigures): TemplateResult {
  if (found.state === 'none') return emptyState(t('life_time_value.none'), t('life_time_value.none.detail'));
  const stands = t('life_time_value.stands', {
    day: day(found.as_of),
    moment: moment(found.fitted_at),
    customers: number(found.customers),
    repeat_buyers: number(found.repeat_buyers),
  });
  return html`<p class="quiet">${stands}</p>
    ${found.no_value ? html`<p class="note" role="note">${whyNot(found)}</p>` : nothing}
    ${found.state === 'fitted' ? html`${totals(found)} ${bandsCard(found.bands)} ${holdOutCard(found)}` : nothing}
    ${modelsCard(found.models)}`;
}

/** Why there is no value in money, with what the refused model said. */
function whyNot(found: LifeTimeValueFigures): string {
  const reason = word('no_life_time_value', found.no_value);
  const deciding = found.no_value === 'refused' ? 'pareto_nbd' : 'gamma_gamma';
  const refusal = found.models.find((model) => model.model === deciding)?.refusal;
  return found.no_value !== 'no_margin' && refusal ? pair(reason, refusalText(refusal)) : reason;
}

export function refusalText(refusal: ModelRefusal): string {
  const reason = word('model_refusal', refusal.reason);
  if (refusal.reason === 'too_few_repeat_buyers')
    return t('life_time_value.refusal.too_few', {
      found: number(refusal.found),
      needed: number(refusal.needed),
    });
  if (refusal.parameter) return pair(reason, refusal.parameter);
  return refusal.correlation ? pair(reason, number(refusal.correlation)) : reason;
}

const totals = ({ total, policy }: LifeTimeValueFigures): TemplateResult => html`<div class="figures">
    ${figure(t('life_time_value.scored'), number(total.customers))}
    ${figure(t('life_time_value.expected'), number(total.expected_purchases))}
    ${figure(t('life_time_value.value'), money(total.life_time_value))}
  </div>
  <p class="hint">${t('life_time_value.definition', {
    months: number(policy.horizon_months),
    discount: share(String(policy.discount_basis_points / 10_000)),
  })}</p>`;

function bandsCard(bands: readonly Band[]): TemplateResult {
  return html`<section class="card" aria-labelledby="alive-bands">
    <h2 id="alive-bands">${t('life_time_value.bands')}</h2>
    ${table<Band>({
      label: t('life_time_value.bands'),
      rows: bands,
      key: (row) => row.band,
      columns: [
        { label: t('life_time_value.alive'), cell: (row) => word('alive_band', row.band) },
        {
          label: t('life_time_value.scored'),
          number: true,
          cell: (row) => number(row.figures.customers),
        },
        {
          label: t('life_time_value.expected'),
          number: true,
          cell: (row) => number(row.figures.expected_purchases),
        },
        {
          label: t('life_time_value.value'),
          number: true,
          cell: (row) => money(row.figures.life_time_value) || '–',
        },
      ],
    })}
  </section>`;
}

function holdOutCard(found: LifeTimeValueFigures): OptionalView {
  const { hold_out: check, hold_out_refusal: refusal } = found;
  const body = check
    ? holdOutView(check)
    : html`<p class="quiet">${refusal ? refusalText(refusal) : t('life_time_value.hold_out.short')}</p>`;
  return html`<section class="card" aria-labelledby="hold-out">
    <h2 id="hold-out">${t('life_time_value.hold_out')}</h2>
    ${body}
  </section>`;
}

const holdOutView = (check: HoldOut): TemplateResult => html`<p>${t('life_time_value.hold_out.said', {
  until: day(check.known_until),
  days: number(check.days),
  expected: number(check.expected),
  actual: number(check.actual),
})}</p>
  <div class="figures">
    ${figure(t('life_time_value.hold_out.error'), share(check.aggregate_error))}
    ${figure(t('life_time_value.hold_out.mae'), number(check.mean_absolute_error))}
    ${figure(t('life_time_value.hold_out.auc'), check.auc ? number(check.auc) : '–')}
  </div>
  <p class="hint">${t('life_time_value.hold_out.definition')}</p>`;

function modelsCard(models: readonly FittedModel[]): TemplateResult {
  return html`<section class="card" aria-labelledby="fitted-models">
    <h2 id="fitted-models">${t('life_time_value.models')}</h2>
    ${table<FittedModel>({
      label: t('life_time_value.models'),
      rows: models,
      key: (row) => row.model,
      columns: [
        { label: t('life_time_value.model'), cell: (row) => word('model', row.model) },
        {
          label: t('life_time_value.parameters'),
          cell: (row) =>
            row.refusal
              ? refusalText(row.refusal)
              : row.parameters.map(({ name, value }) => `${name} ${number(value)}`).join(' · '),
        },
        {
          label: t('life_time_value.likelihood'),
          number: true,
          cell: (row) => (row.log_likelihood ? number(row.log_likelihood) : '–'),
        },
      ],
    })}
    <p class="hint">${t('life_time_value.models.definition')}</p>
  </section>`;
}
