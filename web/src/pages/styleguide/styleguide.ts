/** Every component of `ui` in one place, for those who develop the console: only `npm run dev` has this page. */

import { html, type TemplateResult } from 'lit';
import { ProblemError } from '../../api/problem.ts';
import { aside } from '../../ui/aside.ts';
import { avatar } from '../../ui/avatar.ts';
import { barChart } from '../../ui/charts/bars.ts';
import { heatMap } from '../../ui/charts/heat-map.ts';
import { intervalChart } from '../../ui/charts/intervals.ts';
import { lorenzChart } from '../../ui/charts/lorenz.ts';
import { sankeyChart } from '../../ui/charts/sankey.ts';
import {
  actionButton,
  emptyState,
  fact,
  figure,
  identityText,
  shortDay,
  shortMoment,
  stateBadge,
  tierBadge,
  titleBlock,
} from '../../ui/components.ts';
import { Confirm } from '../../ui/confirm.ts';
import { copyButton } from '../../ui/copy-button.ts';
import { checkField, formButtons, inputField, selectField, textField } from '../../ui/fields.ts';
import { choiceFilter, type Filters, filterBar, ownFilter, searchFilter } from '../../ui/filters.ts';
import { Form } from '../../ui/form.ts';
import { FormDialog } from '../../ui/form-dialog.ts';
import { icon, iconNames } from '../../ui/icons.ts';
import { skeleton } from '../../ui/loading.ts';
import { manyPick } from '../../ui/many-pick.ts';
import { announce } from '../../ui/notices.ts';
import type { OpenPage } from '../../ui/page.ts';
import { pickField } from '../../ui/picker.ts';
import { problemPanel } from '../../ui/problem-panel.ts';
import { moreButton, table } from '../../ui/table.ts';
import { wordValues } from '../../ui/text.ts';

interface Row {
  readonly name: string;
  readonly phone: string;
  readonly spend: string;
  readonly on: string;
}

const rows: readonly Row[] = [
  {
    name: '欧阳小满',
    phone: '+8615400000595',
    spend: '¥1,204.00',
    on: new Date().toISOString().slice(0, 10),
  },
  { name: 'Anna Bell', phone: '+442071838750', spend: '¥88.00', on: '2025-03-01' },
];

const options = ['one', 'two', 'three'].map((value) => ({ value, label: value }));

const section = (title: string, body: unknown): TemplateResult => {
  const id = `guide-${title.toLowerCase().replaceAll(' ', '-')}`;
  return html`<section class="card" aria-labelledby=${id}><h2 id=${id}>${title}</h2>${body}</section>`;
};

export const openStyleguide: OpenPage = ({ refresh }) => {
  const form = new Form('guide', refresh);
  const confirm = new Confirm(refresh);
  const chosen: Record<string, string> = { kind: 'two' };
  const filters: Filters = {
    value: (name) => chosen[name] ?? '',
    set: (changes) => {
      Object.assign(chosen, changes);
      refresh();
    },
  };
  const dialog = new FormDialog<undefined, void>(refresh, {
    name: 'guide-dialog',
    title: () => 'A dialog with a form',
    fields: (own) => inputField(own, 'name', 'Name', { required: true }),
    send: async () => {},
    done: () => announce('Saved'),
  });
  const ask = () =>
    confirm.ask({
      title: 'Remove it',
      detail: 'It cannot be taken back.',
      label: 'Remove',
      run: async () => {},
    });
  return {
    title: () => 'Styleguide',
    view: () => html`<div class="page">
      ${titleBlock({
        title: 'Styleguide',
        back: { href: '/', label: 'Home' },
        mark: tierBadge('A'),
        chips: html`<span class="tag">A tag</span> ${stateBadge('customer_status', 'active')}`,
        lead: 'Every component, with what it looks like when it is empty, wrong, waited for or not allowed.',
        tools: html`<button type="button" class="button" @click=${ask}>Ask</button>
          <button type="button" class="button primary" @click=${() => dialog.show(undefined)}>Open a dialog</button>`,
      })}
      <div class="main-aside">
        <div class="stack">${listParts(filters)} ${formParts(form)} ${waiting()}</div>
        ${aside(html`${figures()} ${badges()} ${buttons()}`)}
      </div>
      ${section('Charts', charts())} ${section('Icons', html`<p class="chips">${iconNames.map((name) => html`<span class="tag">${icon(name)} ${name}</span>`)}</p>`)}
      ${dialog.view()} ${confirm.view()}
    </div>`,
  };
};

function listParts(filters: Filters): TemplateResult {
  return html`${section(
    'Filters and table',
    html`${filterBar([
      searchFilter(filters, 'Search the guide'),
      choiceFilter(filters, 'kind', 'Kind', options),
      ownFilter(html`<button type="button" class="chip" aria-pressed="true">A chip</button>`, 1),
    ])}
    ${table<Row>({
      label: 'People',
      rows,
      key: (row) => row.name,
      sort: { value: '-spend', change: () => {} },
      columns: [
        {
          label: 'Name',
          sorts: ['name'],
          cell: (row) =>
            html`<span class="person">${avatar(row.name, row.phone)}<a class="row-link" href="/styleguide">${row.name}</a></span>`,
        },
        { label: 'Phone', nowrap: true, cell: (row) => identityText('phone', row.phone) },
        { label: 'Spend', number: true, sorts: ['-spend'], cell: (row) => row.spend },
        { label: 'Last', nowrap: true, cell: (row) => shortDay(row.on) },
        {
          label: 'Actions',
          cell: (row) =>
            html`<button type="button" class="button small" aria-label="Edit ${row.name}">Edit</button>`,
        },
      ],
    })}
    ${moreButton(false, () => {})}`,
  )}
  ${section('Nothing there', emptyState('Nobody yet', 'Import a file, or add the first one by hand.'))}`;
}

function formParts(form: Form): TemplateResult {
  form.errors = { wrong: 'This value is not valid' };
  return html`<form class="stack" novalidate @submit=${(event: Event) => event.preventDefault()}>
    <fieldset class="card form">
      <legend>Fields</legend>
      ${inputField(form, 'text', 'A text', { required: true, hint: 'A hint under it', value: 'typed' })}
      ${selectField(form, 'choice', 'A choice', options, { value: 'two' })}
      ${pickField(form, 'pick', 'One of many', options, { empty: 'None' })}
      ${manyPick({ name: 'few', label: 'A few of some', choices: options, chosen: ['two'], change: () => {} })}
      ${manyPick({ name: 'many', label: 'Some of many', choices: 'abcdefgh'.split('').map((value) => ({ value, label: `Choice ${value}` })), chosen: ['b', 'c'], change: () => {} })}
      ${inputField(form, 'wrong', 'A wrong one', { value: 'wrong' })}
      ${inputField(form, 'off', 'Not to be changed', { value: 'fixed', disabled: true })}
      ${inputField(form, 'day', 'A day', { type: 'date', value: '2026-11-27' })}
      ${textField(form, 'note', 'A longer text', { wide: true })}
      ${checkField('check', 'A choice to tick', { hint: 'What ticking it means' })}
      ${formButtons(form, 'Save', () => {})}
    </fieldset>
  </form>`;
}

function waiting(): TemplateResult {
  const problem = { title: 'It did not work', detail: 'What to do about it.' };
  const failure = new ProblemError(500, problem, 'req_01M8EP9EG6ESYRFSJTV6REE781');
  return html`${section('Waiting', html`${skeleton(true, 3)} <progress aria-label="Half done" max="2" value="1"></progress>`)}
  ${section(
    'Notes and failures',
    html`<p class="note">A note.</p>
      <p class="note warn">A warning.</p>
      ${problemPanel(failure, () => {})}`,
  )}
  ${section(
    'Steps and story',
    html`<ol class="steps">
        <li data-done>First</li>
        <li aria-current="step">Second</li>
        <li>Third</li>
      </ol>
      <ol class="timeline">
        <li><time>${shortMoment(new Date().toISOString())}</time><div><strong>Purchase</strong> ¥42.00</div></li>
        <li><time>${shortMoment('2025-03-01T08:00:00Z')}</time><div><strong>Tier</strong> ${tierBadge('B')}</div></li>
      </ol>`,
  )}`;
}

const charts = (): TemplateResult => html`${intervals()} ${bars()} ${heat()} ${flows()} ${curve()}`;

const bars = (): TemplateResult =>
  barChart({
    label: 'Sums by month',
    caption: 'The paler bar is not over yet, and one lies below zero.',
    heads: ['Month', 'Sum', 'Number'],
    bars: [120, 0, 340, 90, -60, 410, 230, 20].map((value, index, all) => ({
      value,
      name: `Month ${index + 1}`,
      text: String(value),
      cells: [String(index)],
      ...(index % 2 === 0 ? { tick: { text: `M${index + 1}`, minor: index % 4 !== 0 } } : {}),
      href: `/styleguide?month=${index + 1}`,
      partial: index === all.length - 1,
    })),
    format: String,
  });

const heat = (): TemplateResult =>
  heatMap({
    label: 'Shares by month',
    caption: 'The last figure of each row is not over yet.',
    heads: ['Month', 'Number', '0', '1', '2', '3', '4'],
    rows: [5, 4, 3].map((length, row) => ({
      name: `Month ${row + 1}`,
      cells: [String(100 * length)],
      values: [1, 0.42, 0.2, 0.05, 0].slice(0, length).map((share, index) => ({
        share,
        text: `${Math.round(share * 100)}%`,
        words: `Month ${row + 1}, ${index} months later: ${Math.round(share * 100)}%`,
        partial: index === length - 1,
      })),
    })),
  });

const flows = (): TemplateResult =>
  sankeyChart({
    label: 'Moves between classes',
    caption: 'Bands are as high as the number of those who moved.',
    columns: ['2024', '2025', '2026 (running)'],
    nodes: ['A', 'B', 'none'].map((key) => ({ key, name: key })),
    flows: [
      { column: 0, from: 'A', to: 'A', value: 30, tone: 'stayed' },
      { column: 0, from: 'A', to: 'B', value: 12, tone: 'fell' },
      { column: 0, from: 'B', to: 'A', value: 9, tone: 'rose' },
      { column: 0, from: 'none', to: 'B', value: 20, tone: 'came' },
      { column: 1, from: 'A', to: 'none', value: 8, tone: 'went' },
      { column: 1, from: 'B', to: 'B', value: 25, tone: 'stayed' },
    ].map((flow) => ({
      ...flow,
      words: `${flow.from} to ${flow.to}: ${flow.value}`,
      text: String(flow.value),
      href: flow.tone === 'stayed' ? undefined : `/styleguide?from=${flow.from}`,
    })),
    format: String,
    heads: ['Move', 'Customers'],
  });

const curve = (): TemplateResult =>
  lorenzChart({
    label: 'Shares of spend',
    caption: 'The straight line is where all spend the same.',
    points: Array.from({ length: 21 }, (_, step) => ({ customers: step / 20, spend: (step / 20) ** 3 })),
    format: (share) => `${Math.round(share * 100)}%`,
    words: ({ customers, spend }) =>
      `${Math.round(customers * 100)}% of customers have ${Math.round(spend * 100)}% of spend`,
    axes: ['Customers', 'Spend'],
  });

const intervals = (): TemplateResult =>
  intervalChart({
    label: 'Two groups with their intervals',
    caption: 'Percentage points',
    rows: [
      {
        name: 'First arm',
        interval: { value: 16, low: 6.9, high: 28.1 },
        text: '+16.0 (+6.9 to +28.1)',
        tone: 'better',
      },
      {
        name: 'Second arm',
        interval: { value: 2, low: -4, high: 9 },
        text: '+2.0 (-4.0 to +9.0)',
        tone: 'unclear',
      },
    ],
    format: String,
  });

const figures = (): TemplateResult =>
  section(
    'Figures and facts',
    html`<div class="figures">${figure('Net spend', '¥5,003.90')} ${figure('Purchases', '24')} ${figure('Not known', '')}</div>
      <dl class="facts">${fact('City', 'Suzhou')} ${fact('Shop', 'Taro No. 3')} ${fact('Left out', '')}</dl>
      <ul class="list">
        <li><span>A row of a list</span> <button type="button" class="button small">Remove</button></li>
        <li><span>Another one</span> ${stateBadge('job_state', 'running')}</li>
      </ul>`,
  );

const badges = (): TemplateResult =>
  section(
    'States',
    html`<p class="chips">${(['campaign_state', 'job_state', 'purchase_state', 'case_state'] as const).flatMap((group) => wordValues(group).map((value) => stateBadge(group, value)))}</p>
      <p class="chips">${['A', 'B', 'C', 'none'].map((tier) => tierBadge(tier))} ${tierBadge('A', true)}</p>
      <p class="chips">${['王小明', '李雷', 'Anna Bell', '陈', 'Bo', '韩梅梅', 'Cy Yu'].map((name) => avatar(name, name, true))}</p>`,
  );

const buttons = (): TemplateResult =>
  section(
    'Buttons',
    html`<div class="buttons">
      <button type="button" class="button primary">Primary</button> <button type="button" class="button">Plain</button>
      <button type="button" class="button danger">Danger</button> <button type="button" class="button quiet">Quiet</button>
      <button type="button" class="button small">Small</button>
      ${actionButton({ action: 'customers:write', refused: 'Because it is the guide.', label: 'Refused', run: () => {} })}
      ${copyButton('text')}
    </div>`,
  );
