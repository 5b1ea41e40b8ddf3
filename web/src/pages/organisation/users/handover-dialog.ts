/** Handing over what somebody answers for, before they leave or while they are away. */
import { html, type nothing, type TemplateResult } from 'lit';
import {
  allUsers,
  handOverWork,
  type NewHandover,
  readWork,
  type User,
  type Work,
  type WorkPart,
} from '../../../api/organisation/users.ts';
import { number } from '../../../ui/components.ts';
import { checkField } from '../../../ui/fields.ts';
import type { Form } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { dialog } from '../../../ui/modal.ts';
import { announce } from '../../../ui/notices.ts';
import { pickField } from '../../../ui/picker.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { pair, t, word } from '../../../ui/text.ts';

interface Subject {
  readonly user: User;
  readonly work: Work;
  readonly others: readonly User[];
}

const parts: readonly WorkPart[] = ['customers', 'complaints', 'tasks'];

export class HandoverDialog {
  private readonly dialog: FormDialog<Subject, unknown>;
  private failed: { user: User; failure: unknown } | undefined;

  constructor(private readonly refresh: () => void) {
    this.dialog = new FormDialog<Subject, unknown>(refresh, {
      name: 'handover',
      title: ({ user }) => t('handover.title', { name: user.name }),
      label: () => t('handover.button'),
      fields: (form, subject) => fields(form, subject),
      send: (values, key, { user }) => {
        const chosen = parts.filter((part) => values.text(part) !== undefined);
        const body: NewHandover = { to_user_id: values.text('to_user_id') ?? '', parts: chosen };
        return handOverWork(user, body, key);
      },
      done: () => announce(t('handover.begun')),
    });
  }

  async show(user: User): Promise<void> {
    try {
      const [work, users] = await Promise.all([readWork(user), allUsers()]);
      const others = users.filter((one) => one.id !== user.id && one.state === 'active');
      this.dialog.show({ user, work, others });
    } catch (failure) {
      this.failed = { user, failure };
      this.refresh();
    }
  }

  private close = (): void => {
    this.failed = undefined;
    this.refresh();
  };

  view(): TemplateResult | typeof nothing {
    if (!this.failed) return this.dialog.view();
    const title = t('handover.title', { name: this.failed.user.name });
    return dialog({ title, close: this.close, body: problemPanel(this.failed.failure) });
  }
}

function fields(form: Form, { work, others }: Subject): TemplateResult {
  return html`<p class="hint">${t('handover.hint')}</p>
    ${pickField(
      form,
      'to_user_id',
      t('handover.to'),
      others.map((user) => ({ value: user.id, label: user.name })),
      { required: true },
    )}
    <fieldset>
      <legend>${t('handover.parts')}</legend>
      ${parts.map((part) =>
        checkField(part, pair(word('work_part', part), number(work[part])), { checked: work[part] > 0 }),
      )}
    </fieldset>`;
}
