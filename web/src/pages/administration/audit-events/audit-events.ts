/** Who did what, when, in sentences: newest first. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type AuditEvent,
  type AuditQuery,
  listAuditEvents,
} from '../../../api/administration/audit-events.ts';
import {
  changesOf,
  nameIn,
  storedMoment,
  subjectPath,
  valueText,
  vocabularyOf,
} from '../../../models/administration/audit.ts';
import { emptyState, moment } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, pickFilter, searchFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { nameOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import type { RowWindow } from '../../../ui/row-window.ts';
import { table } from '../../../ui/table.ts';
import { type TextKey, t, textsUnder, type WordGroup, word } from '../../../ui/text.ts';

/** Stands for the subject in a sentence, so that a link can take its place. */
const gap = '\u0000';

export const openAudit: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units', 'users']);
  const page: ListPage<AuditEvent, AuditQuery> = new ListPage(context, {
    title: 'nav.audit',
    lead: 'audit.lead',
    parameters: { single: ['action', 'subject_id', 'actor_id'] },
    read: listAuditEvents,
    filters: (filters) => {
      const actor = filters.value('actor_id');
      const users = nameOptions(directory.users);
      const known = actor === '' || users.some((one) => one.value === actor);
      const actors = known ? users : [...users, { value: actor, label: t('common.name_unknown') }];
      return filterBar([
        pickFilter(filters, 'actor_id', t('audit.actor'), actors, t('audit.everybody')),
        pickFilter(filters, 'action', t('audit.filter.action'), deedOptions()),
        searchFilter(filters, t('audit.filter.subject'), {
          name: 'subject_id',
          placeholder: t('audit.subject.hint'),
        }),
      ]);
    },
    rows: (rows) => events(rows, directory, page.window),
    empty: () => emptyState(t('audit.empty'), t('audit.lead')),
  });
  return page;
};

/** Every deed as a choice, in words without its subject. */
function deedOptions(): { value: string; label: string }[] {
  const deeds = textsUnder('audit.deed.').map((deed) => ({
    value: deed,
    label: t(`audit.deed.${deed}` as TextKey, { subject: '…' }),
  }));
  return deeds.sort((one, other) => one.label.localeCompare(other.label));
}

function events(list: readonly AuditEvent[], directory: Directory, window: RowWindow): TemplateResult {
  return table<AuditEvent>({
    label: t('nav.audit'),
    long: { columns: '168px minmax(90px, 0.7fr) minmax(280px, 3fr)', window },
    rows: list,
    key: (row) => row.id,
    columns: [
      { label: t('audit.at'), nowrap: true, cell: (row) => moment(row.at) },
      { label: t('audit.actor'), cell: (row) => actor(row, directory) },
      { label: t('audit.what'), cell: (row) => sentence(row, directory) },
    ],
  });
}

/** Leads to what else this person or key did. */
function actor(row: AuditEvent, directory: Directory): TemplateResult | string {
  const { id, name, kind } = row.actor;
  if (kind === 'system') return id === 'command line' ? t('audit.command_line') : t('complaints.system');
  // The values of an event may have been erased with the person it is about.
  const shown = name || directory.userName(id) || t('audit.unknown');
  return id ? html`<a href="/audit?actor_id=${id}">${shown}</a>` : shown;
}

function sentence(row: AuditEvent, directory: Directory): TemplateResult {
  const key = `audit.deed.${row.action}`;
  const text = t(key as TextKey, { subject: gap });
  const [before = '', after] = (text === key ? `${row.action} ${gap}` : text).split(gap);
  return html`<div>
    ${before}${after === undefined ? nothing : html`${subject(row, directory)}${after}`}${circumstances(row)}
    ${more(row)} ${changeList(row, directory)}
  </div>`;
}

/** What it was done to, with its name where one is known, and the way to it and to all that was done to it. */
function subject(row: AuditEvent, directory: Directory): TemplateResult {
  const { subject_id: id, subject_kind: kind } = row;
  const named = directory.userName(id) || directory.unitName(id) || nameIn(row.detail) || unnamed(id);
  const path = subjectPath(kind, id);
  return html`${path ? html`<a href=${path}>${named}</a>` : html`<span>${named}</span>`}${
    id
      ? html` <a class="quiet" href="/audit?subject_id=${id}" title=${t('audit.about')} aria-label=${t('audit.about')}>⋯</a>`
      : nothing
  }`;
}

/** What has no name is told apart by the end of its id. */
const unnamed = (id: string | null | undefined): TemplateResult | string =>
  id ? html`<code title=${id}>…${id.slice(-6)}</code>` : '';

/** From where, and why it failed. */
function circumstances({ detail }: AuditEvent): TemplateResult | typeof nothing {
  const { address, reason } = (detail ?? {}) as { address?: unknown; reason?: unknown };
  if (typeof address !== 'string') return nothing;
  const key = `audit.why.${String(reason)}`;
  const why = reason === undefined ? '' : t(key as TextKey);
  return html` <span class="quiet">${t('audit.from', { address })}${why && why !== key ? html` · ${why}` : nothing}</span>`;
}

/** A changed value for the eye: a word, a name, a moment, else as it is stored. */
function shownValue(row: AuditEvent, field: string, value: unknown, directory: Directory): string {
  if (typeof value === 'string') {
    const at = storedMoment(value);
    if (at) return moment(at);
    const group = vocabularyOf(row.subject_kind, field);
    if (group) return word(group as WordGroup, value);
    const name = directory.userName(value) || directory.unitName(value);
    if (name) return name;
  }
  return valueText(value) || t('audit.nothing');
}

/** What a member is called; one this console has no word for as it is stored. */
function fieldName(field: string): string {
  const key = `audit.field.${field}`;
  const text = t(key as TextKey);
  return text === key ? field : text;
}

function changeList(row: AuditEvent, directory: Directory): TemplateResult | typeof nothing {
  const changes = changesOf(row.detail);
  if (changes.length === 0) return nothing;
  return html`<ul class="plain">
    ${changes.map(({ field: stored, values }) => {
      const field = fieldName(stored);
      const shown = (value: unknown) => shownValue(row, stored, value, directory);
      return html`<li>${values ? t('audit.change', { field, from: shown(values.from), to: shown(values.to) }) : t('audit.secret', { field })}</li>`;
    })}
  </ul>`;
}

function more(row: AuditEvent): TemplateResult | typeof nothing {
  if (!row.detail || Object.keys(row.detail).length === 0) return nothing;
  return html`<details class="beside">
    <summary>${t('audit.more')}</summary>
    <pre class="detail">${JSON.stringify(row.detail, null, 2)}</pre>
  </details>`;
}
