/** The attributes of a customer that a chain defines, in the forms and on the page of a customer. */
import { html, type TemplateResult } from 'lit';
import type { Attribute } from '../../../api/customers/attributes.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import { settable, typedValue, valueName } from '../../../models/customers/attributes.ts';
import { day, fact, number } from '../../../ui/components.ts';
import { inputField, type Option, selectField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { language, t } from '../../../ui/text.ts';

/** As the API points to it. */
const control = (key: string) => `attributes/${key}`;

/** The values one can choose from; none for those that are typed. */
export function valueOptions(attribute: Attribute): Option[] | undefined {
  if (attribute.value_type === 'boolean')
    return [
      { value: 'true', label: t('common.yes') },
      { value: 'false', label: t('common.no') },
    ];
  if (attribute.value_type !== 'choice') return undefined;
  return attribute.options.map(({ code, names }) => ({ value: code, label: names[language()] }));
}

export function attributeFields(
  form: Form,
  attributes: readonly Attribute[],
  kind: string,
  customer?: Customer,
): TemplateResult[] {
  return settable(attributes, kind).map((attribute) => {
    const { key, value_type } = attribute;
    const label = attribute.names[language()];
    const held = customer?.attributes[key];
    const value = held === undefined || held === null ? '' : String(held);
    const options = valueOptions(attribute);
    if (options)
      return selectField(form, control(key), label, options, { value, empty: t('common.optional') });
    if (value_type === 'date') return inputField(form, control(key), label, { value, type: 'date' });
    if (value_type === 'text')
      return inputField(form, control(key), label, { value, maxlength: attribute.max_length ?? 500 });
    return inputField(form, control(key), label, {
      value,
      inputmode: value_type === 'integer' ? 'numeric' : 'decimal',
    });
  });
}

/** What was typed of them, by key; `null` takes a value away. */
export function readAttributes(
  values: FormValues,
  attributes: readonly Attribute[],
  kind: string,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const attribute of settable(attributes, kind)) {
    const value = typedValue(attribute, values.text(control(attribute.key)));
    if (value === undefined) throw new FieldErrors({ [control(attribute.key)]: t('form.invalid') });
    read[attribute.key] = value;
  }
  return read;
}

/** Those the customer has, archived ones as well. */
export function attributeFacts(attributes: readonly Attribute[], customer: Customer): TemplateResult[] {
  return attributes
    .filter(({ key }) => key in customer.attributes)
    .map(
      (attribute) =>
        html`${fact(attribute.names[language()], shown(attribute, customer.attributes[attribute.key]))}`,
    );
}

function shown(attribute: Attribute, value: unknown): string {
  if (attribute.value_type === 'integer') return number(Number(value));
  if (attribute.value_type === 'date') return day(String(value));
  return valueName(attribute, value, language(), { yes: t('common.yes'), no: t('common.no') });
}
