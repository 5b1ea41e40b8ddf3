/** What belongs to a unit: its name, the field that says where a new one belongs, and why one may not change it. */

import { nothing, type TemplateResult } from 'lit';
import type { Unit } from '../api/organisation/units.ts';
import { type Action, can, canEverywhere, me } from '../api/session.ts';
import { allowedAt } from '../models/organisation/reach.ts';
import { refusal } from './components.ts';
import type { Form } from './form.ts';
import { unitOptions } from './options.ts';
import { pickField } from './picker.ts';
import { t, word } from './text.ts';

function isAllowed(action: Action, units: readonly Unit[], id: string): boolean {
  return canEverywhere(action) || allowedAt(me()?.assignments ?? [], action, units, id);
}

/** Why this person may not change what belongs to this unit; undefined when they may. */
export function refusalAt(action: Action, units: readonly Unit[], id: string): string | undefined {
  if (!can(action)) return refusal(action);
  return isAllowed(action, units, id)
    ? undefined
    : t('common.not_at_unit', { action: word('action', action) });
}

/** The units a new thing can belong to, those above before those below. */
export function ownerUnits(action: Action, units: readonly Unit[]): Unit[] {
  return units.filter((unit) => unit.state === 'active' && isAllowed(action, units, unit.id));
}

/** Which unit a new thing belongs to; nothing where there is no choice. */
export function ownerField(
  form: Form,
  choices: readonly Unit[],
  chosen?: { value: string; set: (id: string) => void },
): TemplateResult | typeof nothing {
  if (choices.length < 2) return nothing;
  const options = unitOptions(choices);
  return pickField(form, 'unit_id', t('common.owner'), options, {
    value: chosen?.value ?? options[0]?.value,
    hint: t('common.owner.hint'),
    ...(chosen ? { onChange: chosen.set } : {}),
  });
}

/** The unit it belongs to. One that this person does not see is above their own. */
export function ownerName(units: readonly Unit[], id: string): string {
  return units.find((unit) => unit.id === id)?.name ?? (units.length > 0 ? t('common.owner.above') : '');
}
