/** Sends the saved template as a test, and shows the gateway's answer. */
import { html, nothing, type TemplateResult } from 'lit';
import { follow, onJob } from '../../../api/job-watch.ts';
import { isOver, type Job } from '../../../api/jobs.ts';
import { sendTest, type Template } from '../../../api/messaging/templates.ts';
import type { TestAddress } from '../../../api/messaging/test-addresses.ts';
import { formButtons, formProblem, selectField } from '../../../ui/fields.ts';
import { Form } from '../../../ui/form.ts';
import { wordOptions } from '../../../ui/options.ts';
import { pair, type TextKey, t, word } from '../../../ui/text.ts';
import { TestAddresses } from './test-addresses.ts';

/** What the job of a test message comes to. */
interface SentContents {
  outcome: 'taken' | 'refused' | 'later';
  code?: string;
  detail?: string;
}

export class TestSendCard {
  private readonly form: Form;
  private readonly unwatch: () => void;
  private job: Job | undefined;
  private readonly addresses: TestAddresses;

  constructor(private readonly refresh: () => void) {
    this.form = new Form('test-send', refresh);
    this.addresses = new TestAddresses(refresh);
    this.unwatch = onJob((job) => {
      if (job.id !== this.job?.id) return;
      this.job = job;
      refresh();
    });
  }

  leave(): void {
    this.unwatch();
  }

  private async send(event: SubmitEvent, template: Template, customer: string | undefined): Promise<void> {
    const job = await this.form.submit(event, (values, key) => {
      const language = values.text('language') as 'zh-CN' | 'en' | undefined;
      const to = values.text('to');
      return sendTest(
        template.id,
        {
          ...(to ? { to } : {}),
          ...(language ? { language } : {}),
          ...(customer ? { customer_id: customer } : {}),
        },
        key,
      );
    });
    if (!job) return;
    this.job = job;
    follow(job);
    this.refresh();
  }

  view(template: Template, customer: string | undefined): TemplateResult {
    const verified = this.addresses.verified(template.channel);
    return html`<section class="card stack" aria-labelledby="test-send-title">
      <h2 id="test-send-title">${t('templates.test')}</h2>
      <p class="quiet">${t('templates.test.lead')}</p>
      ${verified.length > 0 ? this.sending(template, customer, verified) : nothing}
      <p role="status" aria-live="polite">${this.answer()}</p>
      ${this.addresses.view(template.channel)}
    </section>`;
  }

  private sending(
    template: Template,
    customer: string | undefined,
    verified: readonly TestAddress[],
  ): TemplateResult {
    const addresses = verified.map(({ address }) => ({ value: address, label: address }));
    return html`<form class="form" novalidate @submit=${(event: SubmitEvent) => void this.send(event, template, customer)}>
      ${formProblem(this.form)}
      ${selectField(this.form, 'to', t('templates.test.to'), addresses, { wide: true })}
      ${selectField(this.form, 'language', t('templates.preview.language'), wordOptions('language'), { wide: true })}
      ${formButtons(this.form, t('templates.test.send'))}
    </form>`;
  }

  private answer(): string {
    const { job } = this;
    if (!job) return '';
    if (!isOver(job)) return t('common.working');
    if (job.state !== 'succeeded') return pair(word('job_state', job.state), job.error?.detail ?? '');
    const sent = job.result as unknown as SentContents;
    const said = [sent.code, sent.detail].filter(Boolean).join(' ');
    return t(outcomes[sent.outcome], { said });
  }
}

const outcomes: Record<SentContents['outcome'], TextKey> = {
  taken: 'templates.test.taken',
  refused: 'templates.test.refused',
  later: 'templates.test.later',
};
