/** The attributes that customers may have, and the dialog that defines one. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type Attribute,
  type AttributeQuery,
  changeAttribute,
  createAttribute,
  listAttributes,
  type NewAttribute,
  readAttribute,
} from '../../../api/customers/attributes.ts';
import { optionLines, parseOptions } from '../../../models/customers/attributes.ts';
import { editButton, emptyState } from '../../../ui/components.ts';
import { checkField, inputField, selectField, textField } from '../../../ui/fields.ts';
import { choiceFilter, filterBar } from '../../../ui/filters.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { wordOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { joined, language, t, word } from '../../../ui/text.ts';

export const openAttributes: OpenPage = (context) => {
  const edit = attributeDialog(context.refresh, () => page.saved());
  const page: ListPage<Attribute, AttributeQuery> = new ListPage(context, {
    title: 'nav.attributes',
    lead: 'attributes.lead',
    parameters: { single: ['archived'] },
    read: listAttributes,
    create: {
      action: 'settings:write',
      everywhere: true,
      label: 'attributes.new',
      run: () => edit.show(undefined),
    },
    filters: (filters) =>
      filterBar([
        choiceFilter(filters, 'archived', t('common.state'), [
          { value: 'false', label: t('attributes.active') },
          { value: 'true', label: t('attributes.archived') },
        ]),
      ]),
    rows: (rows) => attributeTable(rows, (row) => edit.show(row)),
    empty: () => emptyState(t('attributes.empty'), t('attributes.empty.detail')),
    overlays: () => [edit.view()],
  });
  return page;
};

function attributeTable(rows: readonly Attribute[], edit: (row: Attribute) => void): TemplateResult {
  return table<Attribute>({
    label: t('nav.attributes'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) =>
          html`<strong>${row.names[language()]}</strong>${row.archived ? html` <span class="tag">${t('attributes.archived')}</span>` : nothing}`,
      },
      { label: t('attributes.key'), nowrap: true, cell: (row) => html`<code>${row.key}</code>` },
      { label: t('attributes.type'), cell: (row) => word('attribute_type', row.value_type) },
      {
        label: t('attributes.kinds'),
        cell: (row) => joined(row.kinds.map((kind) => word('customer_kind', kind))),
      },
      { label: t('attributes.values'), cell: values },
      {
        label: t('common.actions'),
        cell: (row) => editButton('settings:write', row.names[language()], () => edit(row), true),
      },
    ],
  });
}

/** What values it takes, as far as that is narrower than its type. */
function values(row: Attribute): string {
  if (row.value_type === 'choice') return joined(row.options.map(({ names }) => names[language()]));
  if (row.minimum != null && row.maximum != null)
    return t('attributes.between', { minimum: row.minimum, maximum: row.maximum });
  if (row.minimum != null) return t('attributes.from', { minimum: row.minimum });
  if (row.maximum != null) return t('attributes.to', { maximum: row.maximum });
  return '';
}

function attributeDialog(
  refresh: () => void,
  done: () => void,
): FormDialog<Attribute | undefined, Attribute> {
  let type: Attribute['value_type'] = 'text';
  const dialog: FormDialog<Attribute | undefined, Attribute> = new FormDialog(refresh, {
    name: 'attribute',
    wide: true,
    title: (attribute) => t(attribute ? 'attributes.edit' : 'attributes.new'),
    label: (attribute) => t(attribute ? 'common.save' : 'common.create'),
    fields: (form, attribute) => {
      const chosen = attribute?.value_type ?? type;
      return html`${inputField(form, 'names/zh-CN', t('attributes.name.zh'), { value: attribute?.names['zh-CN'], required: true, maxlength: 80 })}
        ${inputField(form, 'names/en', t('attributes.name.en'), { value: attribute?.names.en, required: true, maxlength: 80 })}
        ${
          attribute
            ? nothing
            : newFields(form, chosen, (next) => {
                type = next;
                refresh();
              })
        }
        <fieldset class="wide">
          <legend>${t('attributes.kinds')}</legend>
          ${form.errors.kinds ? html`<p class="field-error" role="alert">${form.errors.kinds}</p>` : nothing}
          <div class="checks">
            ${wordOptions('customer_kind').map(({ value, label }) =>
              checkField('kinds', label, {
                value,
                checked: attribute?.kinds.some((kind) => kind === value) ?? true,
              }),
            )}
          </div>
        </fieldset>
        ${typeFields(form, chosen, attribute)}
        ${attribute ? checkField('archived', t('attributes.archive'), { checked: attribute.archived, hint: t('attributes.archive.hint') }) : nothing}`;
    },
    send: (values, key, attribute) => {
      const chosen = attribute?.value_type ?? type;
      const known = readFields(values, chosen);
      if (attribute) return changeAttribute(attribute, { ...known, archived: values.checked('archived') });
      type = 'text';
      return createAttribute(
        { ...given(known), key: values.text('key') ?? '', value_type: chosen } as NewAttribute,
        key,
      );
    },
    reload: async (attribute) => attribute && readAttribute(attribute.id),
    done,
  });
  return dialog;
}

/** What does not change once it is defined. */
function newFields(
  form: Form,
  type: Attribute['value_type'],
  choose: (type: Attribute['value_type']) => void,
): TemplateResult {
  return html`${inputField(form, 'key', t('attributes.key'), { required: true, maxlength: 40, hint: t('attributes.key.hint') })}
    ${selectField(form, 'value_type', t('attributes.type'), wordOptions('attribute_type'), {
      value: type,
      onChange: (value) => choose(value as Attribute['value_type']),
    })}`;
}

const isBounded = (type: Attribute['value_type']) =>
  type === 'integer' || type === 'decimal' || type === 'date';

function typeFields(
  form: Form,
  type: Attribute['value_type'],
  attribute: Attribute | undefined,
): TemplateResult | typeof nothing {
  if (type === 'choice')
    return textField(form, 'options', t('attributes.options'), {
      value: optionLines(attribute?.options ?? []),
      hint: t('attributes.options.hint'),
      required: true,
      wide: true,
      rows: 6,
    });
  const kind = type === 'date' ? ({ type: 'date' } as const) : ({ inputmode: 'decimal' } as const);
  if (isBounded(type))
    return html`${inputField(form, 'minimum', t('attributes.minimum'), { value: attribute?.minimum, ...kind })}
      ${inputField(form, 'maximum', t('attributes.maximum'), { value: attribute?.maximum, ...kind })}`;
  if (type === 'text')
    return inputField(form, 'max_length', t('attributes.max_length'), {
      value: attribute?.max_length,
      inputmode: 'numeric',
      hint: t('attributes.max_length.hint'),
    });
  return nothing;
}

type Kinds = NonNullable<NewAttribute['kinds']>;

function readFields(values: FormValues, type: Attribute['value_type']) {
  const kinds = values.all('kinds') as Kinds;
  if (kinds.length === 0) throw new FieldErrors({ kinds: t('attributes.kinds.missing') });
  const names = { 'zh-CN': values.text('names/zh-CN') ?? '', en: values.text('names/en') ?? '' };
  if (type === 'choice') {
    const options = parseOptions(values.text('options') ?? '');
    if (!options) throw new FieldErrors({ options: t('attributes.options.hint') });
    return { names, kinds, options };
  }
  if (isBounded(type))
    return {
      names,
      kinds,
      minimum: values.text('minimum') ?? null,
      maximum: values.text('maximum') ?? null,
    };
  if (type === 'text') return { names, kinds, max_length: values.number('max_length') ?? null };
  return { names, kinds };
}

/** Without what is empty: only a change can take something away. */
const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
