/** The steps a campaign allows now: a button for each, and what is asked before it is taken. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import {
  type Campaign,
  type Checklist,
  changeCampaign,
  launchCampaign,
  type PlainStep,
  prepareCampaign,
  readCampaign,
  readChecklist,
  rejectCampaign,
  scheduleCampaign,
  takeStep,
} from '../../../api/marketing/campaigns.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { ProblemError } from '../../../api/problem.ts';
import { type Action, me } from '../../../api/session.ts';
import { isoOf } from '../../../models/local-time.ts';
import { basisPointsOf, percentOfBasisPoints } from '../../../models/marketing/campaign.ts';
import { parseAmount, toDecimal } from '../../../models/money.ts';
import { refusalAt } from '../../../ui/belonging.ts';
import { actionButton } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Directory } from '../../../ui/directory.ts';
import { inputField, textField } from '../../../ui/fields.ts';
import { FieldErrors, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import type { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { StepDialogs, type StepForm } from '../../../ui/step-dialogs.ts';
import { joined, pair, t, word } from '../../../ui/text.ts';
import { LaunchDialog, type Prepared } from './launch-dialog.ts';

type Step = Campaign['next_steps'][number];

/** What brings it forward. */
const forward: readonly Step[] = ['review', 'approve', 'launch', 'resume'];

/** The campaign whose steps are taken, as the page knows it. */
export interface StepContext {
  readonly id: string;
  readonly campaign: Loading<Tagged<Campaign>>;
  readonly checklist: Loading<Checklist>;
  /** False when a template or segment of it is one's own work. */
  readonly decidable: Loading<boolean>;
  readonly refresh: () => void;
  readonly reload: () => Promise<void>;
  readonly go: (href: string) => void;
}

export class CampaignSteps {
  private readonly confirm: Confirm;
  private readonly directory: Directory;
  private readonly dialogs: StepDialogs<Step>;
  private readonly launch: LaunchDialog;
  private readonly cost: FormDialog<Campaign, unknown>;

  constructor(private readonly context: StepContext) {
    const { id, refresh } = context;
    this.confirm = new Confirm(refresh);
    this.directory = new Directory(refresh, ['units']);
    this.launch = new LaunchDialog(
      refresh,
      () => prepareCampaign(id),
      this.prepared,
      (people, key) => launchCampaign(id, people, key),
      this.done,
    );
    this.cost = this.costDialog();
    this.dialogs = new StepDialogs(refresh, {
      words: 'campaign_step',
      forms: { reject: rejectForm(id), schedule: scheduleForm(id) },
      done: this.done,
    });
  }

  private costDialog(): FormDialog<Campaign, unknown> {
    return new FormDialog<Campaign, unknown>(this.context.refresh, {
      name: 'cost',
      title: () => t('campaigns.enter_cost'),
      fields: (form, { cost, margin_rate: margin }) => html`${inputField(form, 'cost', t('campaigns.cost'), {
        value: cost ? toDecimal(cost.amount, cost.currency) : '',
        inputmode: 'decimal',
      })}
      ${inputField(form, 'margin_rate', t('campaigns.margin'), {
        value: percentOfBasisPoints(margin),
        inputmode: 'decimal',
        hint: t('campaigns.margin.hint'),
      })}`,
      send: (values) => this.sendCost(values),
      done: this.done,
    });
  }

  /** What it cost is often known only afterwards. */
  private async sendCost(values: FormValues): Promise<unknown> {
    const currency = await organisationCurrency();
    const [cost, margin] = [values.text('cost'), values.text('margin_rate')];
    const amount = cost === undefined ? undefined : parseAmount(cost, currency);
    const share = margin === undefined ? undefined : basisPointsOf(margin);
    const faults = [
      cost !== undefined && amount === undefined ? 'cost' : '',
      margin !== undefined && share === undefined ? 'margin_rate' : '',
    ].filter(Boolean);
    if (faults.length > 0)
      throw new FieldErrors(Object.fromEntries(faults.map((field) => [field, t('form.invalid')])));
    return changeCampaign(this.context.id, this.context.campaign.value?.tag ?? '', {
      cost: amount === undefined ? null : { amount, currency },
      margin_rate: share ?? null,
    });
  }

  private done = (): void => void this.context.reload();

  /** The campaign and its checklist after a preparation; none when it went back to review. */
  private prepared = async (): Promise<Prepared | undefined> => {
    const [{ value: campaign }, checklist] = await Promise.all([
      readCampaign(this.context.id),
      readChecklist(this.context.id),
    ]);
    this.done();
    return campaign.next_steps.includes('launch') ? { campaign, checklist } : undefined;
  };

  view(): TemplateResult {
    return html`${this.confirm.view()} ${this.dialogs.view()} ${this.launch.view()} ${this.cost.view()}`;
  }

  buttons(campaign: Campaign): TemplateResult {
    const cost = actionButton({
      action: 'campaigns:write',
      refused: this.refused('campaigns:write', campaign),
      label: t('campaigns.enter_cost'),
      run: () => this.cost.show(campaign),
    });
    return html`${campaign.launched_at ? cost : nothing}
    ${campaign.next_steps.filter((step) => step !== 'prepare').map((step) => this.button(campaign, step))}`;
  }

  private refused(action: Action, campaign: Campaign): string | undefined {
    return refusalAt(action, this.directory.units, campaign.unit_id);
  }

  private button(campaign: Campaign, step: Step): TemplateResult {
    const hands = [campaign.author_id, campaign.changed_by, ...(campaign.edited_by ?? [])];
    const own = hands.includes(me()?.id ?? '');
    const action: Action = step === 'approve' || step === 'reject' ? 'campaigns:approve' : 'campaigns:write';
    if (step === 'approve' && own) return html`<p class="quiet">${t('campaigns.own_work')}</p>`;
    const refused = this.refused(action, campaign);
    if (step === 'approve' && !refused && this.context.decidable.value === false)
      return html`<p class="quiet">${t('campaigns.own_part')}</p>`;
    return actionButton({
      action,
      refused,
      label: word('campaign_step', step),
      primary: forward.includes(step),
      danger: step === 'cancel',
      run: () => this.begin(campaign, step),
    });
  }

  private begin(campaign: Campaign, step: Step): void {
    if (step === 'edit') this.context.go(`/campaigns/${campaign.id}/plan`);
    else if (this.dialogs.show(step)) return;
    else if (step === 'launch') this.launch.show(campaign);
    else if (step === 'cancel')
      this.ask(campaign, step, t('campaigns.cancel.detail', { name: campaign.name }));
    else if (step === 'approve')
      this.ask(campaign, step, t('campaigns.approve.detail', { name: campaign.name }));
    else void this.take(step as PlainStep);
  }

  private ask(campaign: Campaign, step: PlainStep, detail: string): void {
    const title = word('campaign_step', step);
    const run = async () => {
      await takeStep(campaign.id, step);
      await this.context.reload();
    };
    this.confirm.ask({ title, detail, label: title, run });
  }

  private async take(step: PlainStep): Promise<void> {
    try {
      await takeStep(this.context.id, step);
    } catch (error) {
      announce(refusalText(error));
    }
    await this.context.reload();
    this.context.refresh();
  }
}

/** What has to change before it can be approved. */
function rejectForm(id: string): StepForm {
  return {
    fields: (form) => textField(form, 'note', t('campaigns.reject.note'), { required: true, wide: true }),
    send: (values) => rejectCampaign(id, values.text('note') ?? ''),
  };
}

function scheduleForm(id: string): StepForm {
  return {
    fields: (form) =>
      inputField(form, 'scheduled_at', t('campaigns.begins'), { type: 'datetime-local', required: true }),
    send: async (values) => {
      const at = isoOf(values.text('scheduled_at') ?? '');
      if (!at) throw new FieldErrors({ scheduled_at: t('form.invalid') });
      return scheduleCampaign(id, at);
    },
  };
}

/** What is lacking, by name, where that is why. */
function refusalText(error: unknown): string {
  const { title } = problemText(error);
  if (!(error instanceof ProblemError)) return title;
  const lacking = (error.problem as { lacking?: unknown }).lacking;
  if (!Array.isArray(lacking)) return title;
  return pair(title, joined(lacking.map((part) => word('checklist_part', String(part)))));
}
