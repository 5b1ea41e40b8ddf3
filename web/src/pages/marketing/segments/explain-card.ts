/** Why a customer is a member or not: each part of the rule and what was found. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SegmentExplanation } from '../../../api/marketing/segments.ts';
import { day } from '../../../ui/components.ts';
import { icon } from '../../../ui/icons.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import { t } from '../../../ui/text.ts';

interface Explained {
  name: string;
  found: SegmentExplanation;
}

export interface ExplainState {
  asked: string;
  source: Loading<Explained | undefined>;
  explain: (asked: string) => void;
}

export function explainCard({ asked, source, explain }: ExplainState): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement).get('customer');
    explain(typeof typed === 'string' ? typed.trim() : '');
  };
  const none = html`<p class="quiet">${t('segments.explain.nobody')}</p>`;
  return html`<section class="card stack" aria-labelledby="explain-title">
    <h2 id="explain-title">${t('segments.explain')}</h2>
    <form class="stack" @submit=${submit}>
      <div class="field">
        <label for="explain-customer">${t('segments.explain.customer')}</label>
        <input id="explain-customer" name="customer" type="search" autocomplete="off" .value=${asked} />
      </div>
      <div><button type="submit" class="button">${t('segments.explain.ask')}</button></div>
    </form>
    <div aria-live="polite">
      ${source.busy || source.failure ? loaded(source, () => html``, 3) : asked === '' ? nothing : source.value ? explanation(source.value) : none}
    </div>
  </section>`;
}

function explanation({ name, found }: Explained): TemplateResult {
  const { is_member: member, since, matches, parts } = found;
  return html`<p>
      <a href="/customers/${found.customer_id}">${name}</a>
      ${member ? t('segments.explain.member', { since: day(since) }) : t('segments.explain.no_member')}
    </p>
    ${matches !== null && matches !== undefined && matches !== member ? html`<p class="note warn">${t(matches ? 'segments.explain.will_come' : 'segments.explain.will_go')}</p>` : nothing}
    <ul class="rule-parts">
      ${parts.map(
        (
          part,
        ) => html`<li data-holds=${part.holds ? 'true' : 'false'} style="--depth: ${depth(part.pointer)}">
          ${icon(part.holds ? 'check' : 'close')}
          <span>
            <span class="visually-hidden">${t(part.holds ? 'segments.explain.holds' : 'segments.explain.fails')}:</span>
            ${part.reading}${part.found ? html` <small class="quiet">${t('segments.explain.found', { found: part.found })}</small>` : nothing}
          </span>
        </li>`,
      )}
    </ul>`;
}

/** How many groups a part stands in. */
const depth = (pointer: string): number =>
  pointer.split('/').filter((step) => ['all', 'any', 'not'].includes(step)).length;
