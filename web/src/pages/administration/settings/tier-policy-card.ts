/** The tier policy: what it is now, what a change would mean, and every version there was. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  changeTierPolicy,
  listTierPolicies,
  readTierPolicy,
  type TierPolicy,
  type TierPolicySetting,
  type TierPolicyVersion,
} from '../../../api/administration/settings.ts';
import type { Tagged } from '../../../api/client.ts';
import { follow } from '../../../api/job-watch.ts';
import { readJob } from '../../../api/jobs.ts';
import { allUsers } from '../../../api/organisation/users.ts';
import { ProblemError } from '../../../api/problem.ts';
import { can } from '../../../api/session.ts';
import { checkPolicy, type PolicyForm, policyForm, policyOf } from '../../../models/customers/tier-policy.ts';
import { refusal } from '../../../ui/components.ts';
import { FieldErrors, Form, type FormValues } from '../../../ui/form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { t } from '../../../ui/text.ts';
import { policyFields, versionsView } from './tier-policy-view.ts';

export class TierPolicyCard {
  private readonly setting: Loading<Tagged<TierPolicySetting>>;
  private readonly versions: Loading<TierPolicyVersion[]>;
  private form: Form;
  private values: PolicyForm | undefined;
  /** Names by id, for those who may see users. */
  private names = new Map<string, string>();

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
    private readonly currency: () => string,
  ) {
    this.setting = new Loading(refresh);
    this.versions = new Loading(refresh);
    this.form = new Form('tier-policy', refresh);
  }

  load = async (): Promise<void> => {
    const read = await this.setting.load(() => readTierPolicy(this.signal));
    if (read) this.values = policyForm(read.value.policy, this.currency());
    await this.versions.load(async () => (await listTierPolicies(this.signal)).data);
    if (!can('users:read')) return;
    const users = await allUsers().catch(() => []);
    this.names = new Map(users.map((user) => [user.id, user.name]));
    this.refresh();
  };

  private change = (changes: Partial<PolicyForm>): void => {
    if (this.values) this.values = { ...this.values, ...changes };
    this.refresh();
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    const saved = await this.form.submit(event, async (values) => {
      const typed = read(values, this.values);
      this.values = typed;
      const errors = Object.entries(checkPolicy(typed, this.currency()));
      if (errors.length > 0) {
        throw new FieldErrors(
          Object.fromEntries(errors.map(([field, kind]) => [field, t(`settings.error.${kind}`)])),
        );
      }
      return changeTierPolicy(this.setting.value?.tag ?? '', policyOf(typed, this.currency()) as TierPolicy);
    });
    if (!saved) return;
    announce(t('settings.tiers.saved'));
    const job = saved.value.recompute_job_id;
    if (job) void readJob(job).then(follow, () => undefined);
    await this.load();
  };

  view(): TemplateResult {
    return html`<section class="card" aria-labelledby="tier-policy-title">
      <h2 id="tier-policy-title">${t('settings.tiers')}</h2>
      <p class="quiet">${t('settings.tiers.lead')}</p>
      ${loaded(this.setting, () => (this.values ? this.formView(this.values) : html``), 5)}
      ${loaded(this.versions, (rows) => versionsView(rows, this.currency(), this.names), 2)}
    </section>`;
  }

  private formView(values: PolicyForm): TemplateResult {
    const stale = this.form.failure instanceof ProblemError && this.form.failure.status === 412;
    const refused = refusal('settings:write', true);
    return html`${stale ? this.staleNote() : nothing}
    ${policyFields({
      form: this.form,
      values,
      currency: this.currency(),
      refused,
      disabled: refused !== undefined,
      change: this.change,
      save: this.save,
      renew: this.renew,
    })}`;
  }

  private renew = (): void => {
    this.form = new Form('tier-policy', this.refresh);
    void this.load();
  };

  private staleNote(): TemplateResult {
    return html`<p><button type="button" class="button small" @click=${this.renew}>${t('common.load_newest')}</button></p>`;
  }
}

/** What stands in the form; fields of the other method are not drawn and keep their values. */
function read(values: FormValues, before: PolicyForm | undefined): PolicyForm {
  const text = (name: string, kept: string | undefined) => values.text(name) ?? kept ?? '';
  return {
    method: text('method', before?.method),
    window: text('window/kind', before?.window),
    months: text('window/months', before?.months),
    from: text('window/from', before?.from),
    to: text('window/to', before?.to),
    boundA: text('bounds/a', before?.boundA),
    boundB: text('bounds/b', before?.boundB),
    shareA: text('shares/a', before?.shareA),
    shareB: text('shares/b', before?.shareB),
  };
}
