/** The dialog that creates or changes a user, with any number of assignments. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Unit } from '../../../api/organisation/units.ts';
import {
  allUsers,
  changeUser,
  createUser,
  type NewUser,
  type User,
  type UserPatch,
} from '../../../api/organisation/users.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import type { Form, FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { t } from '../../../ui/text.ts';

type Subject = User | undefined;

export class UserDialog {
  /** How many assignment rows are shown. */
  private rows = 1;
  private readonly dialog: FormDialog<Subject, User>;

  constructor(
    private readonly refresh: () => void,
    private readonly units: () => readonly Unit[],
    done: (user: User, isNew: boolean) => void,
  ) {
    this.dialog = new FormDialog<Subject, User>(refresh, {
      name: 'user',
      wide: true,
      title: (user) => (user ? t('users.edit') : t('users.new')),
      fields: (form, user) => this.fields(form, user),
      send: (values, key, user) => this.send(values, key, user),
      reload: async (user) => (await allUsers()).find((one) => one.id === user?.id),
      done: (user, before) => done(user, before === undefined),
    });
  }

  show(user: Subject): void {
    this.rows = Math.max(1, user?.assignments.length ?? 1);
    this.dialog.show(user);
  }

  view(): TemplateResult | typeof nothing {
    return this.dialog.view();
  }

  private fields(form: Form, user: Subject): TemplateResult {
    return html`${inputField(form, 'name', t('common.name'), { value: user?.name, required: true })}
      ${user ? nothing : inputField(form, 'email', t('login.email'), { type: 'email', required: true })}
      ${inputField(form, 'password', user ? t('users.password.new') : t('login.password'), {
        type: 'password',
        autocomplete: 'new-password',
        minlength: 12,
        hint: user ? t('users.password.keep') : t('users.password.invite'),
      })}
      ${selectField(form, 'language', t('users.language'), wordOptions('language'), { value: user?.language ?? 'zh-CN' })}
      ${user ? selectField(form, 'state', t('common.state'), wordOptions('user_state'), { value: user.state }) : nothing}
      <fieldset>
        <legend>${t('users.assignments')}</legend>
        <p class="hint">${t('users.assignments.hint')}</p>
        ${Array.from({ length: this.rows }, (_, index) => this.assignment(form, user, index))}
        <div><button type="button" class="button small" @click=${this.add}>${t('users.assignments.add')}</button></div>
      </fieldset>`;
  }

  private add = (): void => {
    this.rows += 1;
    this.refresh();
  };

  private assignment(form: Form, user: Subject, index: number): TemplateResult {
    const held = user?.assignments[index];
    const empty = t('common.none');
    return html`<div class="form">
      ${pickField(form, `assignments/${index}/unit_id`, t('users.unit'), unitOptions(this.units()), { value: held?.unit_id, empty })}
      ${selectField(form, `assignments/${index}/role`, t('users.role'), wordOptions('role'), { value: held?.role, empty })}
    </div>`;
  }

  private assignments(values: FormValues): User['assignments'] {
    const rows = Array.from({ length: this.rows }, (_, index) => ({
      unit_id: values.text(`assignments/${index}/unit_id`),
      role: values.text(`assignments/${index}/role`),
    }));
    return rows.filter((row) => row.unit_id && row.role) as User['assignments'];
  }

  private send(values: FormValues, key: string, user: Subject): Promise<User> {
    const password = values.raw('password');
    const common = {
      name: values.text('name') ?? '',
      language: values.text('language') as User['language'],
      assignments: this.assignments(values),
    };
    if (!user) {
      const email = values.text('email') ?? '';
      const body: NewUser = { ...common, email, ...(password ? { password } : {}) };
      return createUser(body, key);
    }
    const patch: UserPatch = { ...common, state: values.text('state') as User['state'] };
    return changeUser(user, password ? { ...patch, password } : patch);
  }
}
