/** The dialogs that create or change a programme and a level. */
import { html, nothing } from 'lit';
import {
  changeLevel,
  changeProgramme,
  createLevel,
  createProgramme,
  type LevelPatch,
  type NewLevel,
  type NewProgramme,
  type Programme,
  type ProgrammeLevel,
  type ProgrammePatch,
} from '../../../api/loyalty/programmes.ts';
import { parsePoints } from '../../../models/loyalty/points.ts';
import { parseAmount, toDecimal } from '../../../models/money.ts';
import { amountLabel } from '../../../ui/components.ts';
import { inputField, selectField, textField } from '../../../ui/fields.ts';
import { FieldErrors, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t } from '../../../ui/text.ts';

/** A level of a programme; undefined for a new one. */
export interface LevelSubject {
  programme: Programme;
  level: ProgrammeLevel | undefined;
}

export function programmeDialog(
  refresh: () => void,
  read: () => Promise<Programme[]>,
  done: () => void,
): FormDialog<Programme | undefined, unknown> {
  return new FormDialog<Programme | undefined, unknown>(refresh, {
    name: 'programme',
    title: (programme) => (programme ? t('memberships.programme.edit') : t('memberships.programme.new')),
    fields: (
      form,
      programme,
    ) => html`${inputField(form, 'name', t('common.name'), { value: programme?.name, required: true })}
      ${inputField(form, 'code', t('common.code'), { value: programme?.code, required: true })}
      ${inputField(form, 'points_per_unit', t('memberships.points_per_unit'), {
        value: programme ? String(Number(programme.points_per_unit)) : '1',
        required: true,
        inputmode: 'decimal',
        hint: t('memberships.points_per_unit.hint'),
      })}
      ${inputField(form, 'valid_months', t('memberships.valid_months'), {
        value: programme?.valid_months,
        inputmode: 'numeric',
        hint: t('memberships.valid_months.hint'),
      })}
      ${
        programme
          ? selectField(form, 'state', t('common.state'), wordOptions('programme_state'), {
              value: programme.state,
            })
          : selectField(form, 'level_basis', t('memberships.level_basis'), wordOptions('level_basis'), {
              value: 'points',
              hint: t('memberships.level_basis.hint'),
            })
      }`,
    send: (values, key, programme) => {
      const body = readProgramme(values);
      if (programme) {
        return changeProgramme(programme, {
          ...body,
          state: values.text('state') as ProgrammePatch['state'],
        });
      }
      const level_basis = values.text('level_basis') as NewProgramme['level_basis'];
      return createProgramme({ ...body, valid_months: body.valid_months ?? undefined, level_basis }, key);
    },
    reload: async (programme) => (await read()).find((one) => one.id === programme?.id),
    done,
  });
}

function readProgramme(values: FormValues) {
  const typed = values.text('valid_months');
  const valid_months = typed === undefined ? null : parsePoints(typed);
  if (valid_months === undefined) throw new FieldErrors({ valid_months: t('memberships.number') });
  return {
    name: values.text('name') ?? '',
    code: values.text('code') ?? '',
    points_per_unit: (values.text('points_per_unit') ?? '').normalize('NFKC'),
    valid_months,
  };
}

export function levelDialog(
  refresh: () => void,
  currency: () => string,
  read: () => Promise<Programme[]>,
  done: () => void,
): FormDialog<LevelSubject, unknown> {
  return new FormDialog<LevelSubject, unknown>(refresh, {
    name: 'level',
    title: ({ level }) => (level ? t('memberships.level.edit') : t('memberships.level.new')),
    fields: (
      form,
      { programme, level },
    ) => html`${inputField(form, 'name', t('common.name'), { value: level?.name, required: true })}
      ${inputField(form, 'code', t('common.code'), { value: level?.code, required: true })}
      ${
        programme.level_basis === 'spend'
          ? inputField(
              form,
              'spend',
              amountLabel(t('memberships.level.spend'), level?.spend?.currency ?? currency()),
              {
                value: level?.spend ? toDecimal(level.spend.amount, level.spend.currency) : '',
                required: true,
                inputmode: 'decimal',
                hint: t('memberships.level.hint'),
              },
            )
          : inputField(form, 'points', t('memberships.level.points'), {
              value: level?.points,
              required: true,
              inputmode: 'numeric',
              hint: t('memberships.level.hint'),
            })
      }
      ${textField(form, 'benefits', t('memberships.benefits'), { value: level?.benefits, wide: true })}
      ${level ? html`<p class="quiet field wide">${t('memberships.level.effect')}</p>` : nothing}`,
    send: (values, key, { programme, level }) => {
      const body = readLevel(values, programme, level?.spend?.currency ?? currency());
      if (level)
        return changeLevel(level, { ...body, benefits: values.text('benefits') ?? null } as LevelPatch);
      return createLevel(programme.id, { ...body, benefits: values.text('benefits') } as NewLevel, key);
    },
    reload: async ({ programme, level }) => {
      const fresh = (await read()).find((one) => one.id === programme.id) ?? programme;
      return { programme: fresh, level: fresh.levels.find((one) => one.id === level?.id) };
    },
    done,
  });
}

function readLevel(values: FormValues, programme: Programme, currency: string) {
  const names = { name: values.text('name') ?? '', code: values.text('code') ?? '' };
  if (programme.level_basis === 'spend') {
    const amount = parseAmount(values.text('spend') ?? '', currency);
    if (amount === undefined) throw new FieldErrors({ spend: t('form.amount') });
    return { ...names, spend: { amount, currency } };
  }
  const points = parsePoints(values.text('points') ?? '');
  if (points === undefined) throw new FieldErrors({ points: t('memberships.number') });
  return { ...names, points };
}
