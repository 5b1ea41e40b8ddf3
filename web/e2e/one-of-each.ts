/** One thing of each kind that has a page of its own, for journeys over all pages. */
import type { Api, Made } from './api.ts';
import { test as base } from './harness.ts';
import { unique } from './names.ts';

/** Their ids, by the names that stand for them in the paths of pages. */
export type Ids = Record<
  | 'customer'
  | 'import'
  | 'membership'
  | 'complaint'
  | 'segment'
  | 'template'
  | 'campaign'
  | 'sign_up_form'
  | 'webhook',
  string
>;

/** A journey that has one of each; they are made once for all journeys of a worker. */
export const test = base.extend<object, { ids: Ids }>({
  ids: [async ({ api }, use) => use(await makeOneOfEach(api)), { scope: 'worker' }],
});

async function makeOneOfEach(api: Api): Promise<Ids> {
  const customer = await api.post('/customers', {
    name: unique('王小明 '),
    city: '上海',
    tags: ['VIP'],
    birthday: { month: 5, day: 20, calendar: 'lunar' },
  });
  const upload = await api.post('/imports', { kind: 'purchases', file_name: '历史购买.csv' });
  await api.sendFile(upload.id, '日期,会员号,金额,备注\n2025-03-01,k-1,25.00,少糖\n');
  const category = await api.post('/complaint-categories', {
    code: unique('K'),
    name: '食品安全',
    is_serious: true,
  });
  const complaint = await api.post('/complaints', {
    customer_id: customer.id,
    unit_id: await api.rootUnit(),
    category_id: category.id,
    text: '豆花里有异物，孩子吃了不舒服',
  });
  await api.post(`/complaints/${complaint.id}/triage`, { severity: 'major' });
  await api.post(`/complaints/${complaint.id}/compensations`, { kind: 'apology' });
  const segment = await api.post('/segments', {
    name: unique('客群 '),
    kind: 'rule',
    rule: {
      all: [
        { choice: { of: 'city', in: ['上海'] } },
        {
          any: [
            { measure: { of: 'net_spend', gte: 100, within_days: 3650 } },
            { not: { consent: { channel: 'sms' } } },
          ],
        },
      ],
    },
  });
  const template = await api.post('/templates', {
    name: unique('模板 '),
    channel: 'email',
    purpose: 'marketing',
    contents: {
      'zh-CN': {
        subject: '{{customer.name|朋友}}，新品上市',
        text: '{{unit.name|我们}}欢迎您。退订：{{unsubscribe_url}}',
        html: '<p>{{customer.name|朋友}}</p><a href="{{unsubscribe_url}}">退订</a>',
      },
    },
  });
  const campaign = await api.post('/campaigns', {
    name: unique('活动 '),
    channel: 'email',
    purpose: 'marketing',
    plan: { purpose: { goal: 'keep', target: 50 }, execution: { offer: '买二送一' } },
    audience: { segments: [segment.id] },
    arms: [{ key: 'a', name: '买二送一', template_id: template.id, share: 10_000 }],
  });
  const suppressed = { channel: 'email', address: `${unique('a')}@example.com`, cause: '来电要求' };
  await api.post('/suppressions', suppressed);
  await api.post('/purchases', {
    customer_id: customer.id,
    occurred_at: '2025-11-02T10:00:00Z',
    lines: [{ description: '招牌仙芋鲜', quantity: '2', amount: { amount: 5_000, currency: 'CNY' } }],
  });
  const programme = await api.post('/membership-programmes', {
    code: unique('p'),
    name: unique('会员计划 '),
    level_basis: 'points',
    points_per_unit: '1',
  });
  const membership = await api.post('/memberships', {
    customer_id: customer.id,
    programme_id: programme.id,
    card: unique('K-'),
  });
  const { webhook } = await api.post<{ webhook: Made }>('/webhooks', {
    url: 'https://example.com/hooks',
    description: unique('库存 '),
    unit_id: await api.rootUnit(),
    types: ['purchase.recorded', 'purchase.refunded', 'customer.created'],
  });
  const signUpForm = await api.post('/sign-up-forms', {
    name: unique('登记表 '),
    source: 'walk_in',
    asked: { phone: 'required', email: 'off', birthday: 'optional' },
    consents: ['sms'],
    wording: { 'zh-CN': '我同意接收优惠短信，可随时退订。', en: 'I agree to offers by text message.' },
    wording_version: '2026-01',
  });
  return {
    sign_up_form: signUpForm.id,
    customer: customer.id,
    import: upload.id,
    membership: membership.id,
    complaint: complaint.id,
    segment: segment.id,
    template: template.id,
    campaign: campaign.id,
    webhook: webhook.id,
  };
}
