/** The fields of a customer's profile, for creating and for changing. */

import { html, type TemplateResult } from 'lit';
import type { Attribute } from '../../../api/customers/attributes.ts';
import type { Customer, CustomerPatch } from '../../../api/customers/profiles.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import { birthdayText, parseBirthday, parseTags } from '../../../models/customers/profile.ts';
import { inputField, selectField, textField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { t } from '../../../ui/text.ts';
import { attributeFields, readAttributes } from './attribute-fields.ts';

/** What the fields choose from. */
export interface ProfileLookUps {
  readonly units: readonly Unit[];
  readonly attributes: readonly Attribute[];
}

export function profileFields(
  form: Form,
  { units, attributes }: ProfileLookUps,
  kind: string,
  customer?: Customer,
): TemplateResult {
  const empty = t('common.optional');
  return html`${selectField(form, 'gender', t('customer.field.gender'), wordOptions('gender'), { value: customer?.gender, empty })}
    ${inputField(form, 'birthday', t('customer.field.birthday'), {
      value: birthdayText(customer?.birthday),
      hint: t('customer.field.birthday.hint'),
    })}
    ${selectField(form, 'calendar', t('customer.field.calendar'), wordOptions('calendar'), {
      value: customer?.birthday?.calendar ?? 'solar',
    })}
    ${selectField(form, 'language', t('customer.field.language'), wordOptions('language'), { value: customer?.language, empty })}
    ${inputField(form, 'city', t('customer.field.city'), { value: customer?.city })}
    ${inputField(form, 'address', t('customer.field.address'), { value: customer?.address })}
    ${inputField(form, 'occupation', t('customer.field.occupation'), { value: customer?.occupation })}
    ${selectField(form, 'source', t('customer.field.source'), wordOptions('source'), { value: customer?.source, empty })}
    ${pickField(form, 'home_unit_id', t('customer.field.home_unit'), unitOptions(units), { value: customer?.home_unit_id, empty })}
    ${selectField(form, 'leader_kind', t('customer.field.leader'), wordOptions('leader_kind'), { value: customer?.leader_kind, empty })}
    ${inputField(form, 'tags', t('customer.field.tags'), {
      value: customer?.tags.join(', '),
      hint: t('customer.field.tags.hint'),
    })}
    ${attributeFields(form, attributes, kind, customer)}
    ${textField(form, 'note', t('customer.field.note'), { value: customer?.note, wide: true })}`;
}

const texts = ['gender', 'language', 'city', 'address', 'occupation', 'source', 'leader_kind', 'note'];

/** What was typed, `null` for what is empty, so that a change can also take a value away. */
export function readProfile(
  values: FormValues,
  attributes: readonly Attribute[],
  kind: string,
): CustomerPatch {
  const profile: Record<string, unknown> = Object.fromEntries(
    texts.map((name) => [name, values.text(name) ?? null]),
  );
  const unit = values.text('home_unit_id');
  // A customer always has a home; without a choice it stays where it is.
  if (unit) profile.home_unit_id = unit;
  profile.attributes = readAttributes(values, attributes, kind);
  profile.tags = parseTags(values.text('tags'));
  profile.birthday = null;
  const typed = values.text('birthday');
  if (typed) {
    const birthday = parseBirthday(typed);
    if (!birthday) throw new FieldErrors({ birthday: t('form.invalid') });
    profile.birthday = { ...birthday, calendar: values.text('calendar') ?? 'solar' };
  }
  return profile as CustomerPatch;
}
