/** Launching in two steps: the audience is refreshed and counted, and the same number is typed. */
import { html, nothing, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import { ended, follow } from '../../../api/job-watch.ts';
import type { Job } from '../../../api/jobs.ts';
import type { Campaign, Checklist } from '../../../api/marketing/campaigns.ts';
import { number } from '../../../ui/components.ts';
import { formButtons, formProblem, inputField } from '../../../ui/fields.ts';
import { FieldErrors, Form } from '../../../ui/form.ts';
import { dialog } from '../../../ui/modal.ts';
import { t, word } from '../../../ui/text.ts';

/** What a launch may rest on: none when the campaign went back to review instead. */
export interface Prepared {
  readonly campaign: Campaign;
  readonly checklist: Checklist;
}

interface Open {
  campaign: Campaign;
  /** None while the audience is being counted. */
  checklist: Checklist | undefined;
  /** Counting came to nothing. */
  failure: unknown;
  form: Form;
  /** The same for every try of this launch. */
  key: string;
  second: boolean;
}

export class LaunchDialog {
  private open: Open | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly prepare: () => Promise<Job>,
    private readonly read: () => Promise<Prepared | undefined>,
    private readonly launch: (people: number, key: string) => Promise<Job>,
    private readonly done: () => void,
  ) {}

  show(campaign: Campaign): void {
    const open: Open = {
      campaign,
      checklist: undefined,
      failure: undefined,
      form: new Form('launch', this.refresh),
      key: randomKey(),
      second: false,
    };
    this.open = open;
    this.refresh();
    void this.count(open);
  }

  private async count(open: Open): Promise<void> {
    try {
      const job = await ended(await this.prepare());
      const found = job.state === 'succeeded' ? await this.read() : undefined;
      if (this.open !== open) return;
      if (job.state === 'succeeded' && !found) return this.close();
      open.checklist = found?.checklist;
      open.failure = found ? undefined : job.state;
    } catch (error) {
      open.failure = error;
    }
    this.refresh();
  }

  private close = (): void => {
    this.open = undefined;
    this.refresh();
  };

  private goOn = (): void => {
    if (this.open) this.open.second = true;
    this.refresh();
  };

  private send = async (event: SubmitEvent): Promise<void> => {
    const { open } = this;
    if (!open?.checklist) return;
    const { people } = open.checklist;
    const job = await open.form.submit(event, async (values) => {
      const typed = (values.text('people') ?? '').normalize('NFKC').replace(/[\s,.']/g, '');
      if (typed !== String(people)) throw new FieldErrors({ people: t('campaigns.launch.other_number') });
      return this.launch(people, open.key);
    });
    if (!job) return;
    follow(job);
    this.close();
    this.done();
  };

  view(): TemplateResult | typeof nothing {
    const { open } = this;
    if (!open) return nothing;
    return dialog({
      title: word('campaign_step', 'launch'),
      close: this.close,
      body: this.body(open),
    });
  }

  private body(open: Open): TemplateResult {
    if (open.failure) return html`<p class="note bad" role="alert">${t('campaigns.launch.not_counted')}</p>`;
    if (!open.checklist) return html`<p role="status">${t('campaigns.launch.counting')}</p>`;
    return open.second ? this.confirmation(open, open.checklist) : this.overview(open, open.checklist);
  }

  private overview({ campaign }: Open, checklist: Checklist): TemplateResult {
    const lacking = checklist.items.filter(
      (item) => item.readiness === 'needed_for_launch' || item.readiness === 'needed_for_review',
    );
    const { people, reachable, held_out: heldOut } = checklist;
    return html`<p>${t('campaigns.launch.people', { count: people, number: number(people) })}</p>
      <ul>
        <li>${t('campaigns.launch.reachable', { number: number(reachable) })}</li>
        <li>${t('campaigns.launch.held_out', { number: number(heldOut) })}</li>
        <li>${t('campaigns.launch.messages', { number: number(reachable - heldOut), channel: word('message_channel', campaign.channel) })}</li>
      </ul>
      ${
        lacking.length > 0
          ? html`<div class="note warn" role="alert">
              <p>${t('campaigns.launch.lacking')}</p>
              <ul>${lacking.map((item) => html`<li>${word('checklist_part', item.part)}</li>`)}</ul>
            </div>`
          : nothing
      }
      <div class="buttons">
        <button type="button" class="button primary" ?disabled=${lacking.length > 0} @click=${this.goOn}>${t('campaigns.launch.go_on')}</button>
        <button type="button" class="button" @click=${this.close}>${t('common.cancel')}</button>
      </div>`;
  }

  private confirmation({ form }: Open, checklist: Checklist): TemplateResult {
    return html`<form class="form" novalidate @submit=${this.send}>
      ${formProblem(form)}
      ${inputField(form, 'people', t('campaigns.launch.type', { number: String(checklist.people) }), {
        required: true,
        inputmode: 'numeric',
        autofocus: true,
        wide: true,
      })}
      ${formButtons(form, word('campaign_step', 'launch'), this.close)}
    </form>`;
  }
}
