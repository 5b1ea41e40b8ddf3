import { beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { api, fitsSideways, open, sendFile, settled, unique, visit } from './harness.ts';

let customer = '';
let upload = '';
let membership = '';
let complaint = '';
let segment = '';
let template = '';
let campaign = '';

beforeAll(async () => {
  const made = await api<{ id: string }>('POST', '/customers', {
    name: unique('王小明 '),
    city: '上海',
    tags: ['VIP'],
    birthday: { month: 5, day: 20, calendar: 'lunar' },
  });
  customer = made.id;
  const draft = await api<{ id: string }>('POST', '/imports', {
    kind: 'purchases',
    file_name: '历史购买.csv',
  });
  upload = draft.id;
  await sendFile(upload, '日期,会员号,金额,备注\n2025-03-01,k-1,25.00,少糖\n');
  const units = await api<{ data: { id: string }[] }>('GET', '/units?limit=1');
  const category = await api<{ id: string }>('POST', '/complaint-categories', {
    code: unique('K'),
    name: '食品安全',
    is_serious: true,
  });
  const opened = await api<{ id: string }>('POST', '/complaints', {
    customer_id: customer,
    unit_id: units.data[0]?.id,
    category_id: category.id,
    text: '豆花里有异物，孩子吃了不舒服',
  });
  complaint = opened.id;
  await api('POST', `/complaints/${complaint}/triage`, { severity: 'major' });
  await api('POST', `/complaints/${complaint}/compensations`, { kind: 'apology' });
  const group = await api<{ id: string }>('POST', '/segments', {
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
  segment = group.id;
  const written = await api<{ id: string }>('POST', '/templates', {
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
  template = written.id;
  const planned = await api<{ id: string }>('POST', '/campaigns', {
    name: unique('活动 '),
    channel: 'email',
    purpose: 'marketing',
    plan: { purpose: { goal: 'keep', target: 50 }, execution: { offer: '买二送一' } },
    audience: { segments: [segment] },
    arms: [{ key: 'a', name: '买二送一', template_id: template, share: 10_000 }],
  });
  campaign = planned.id;
  const suppressed = { channel: 'email', address: `${unique('a')}@example.com`, cause: '来电要求' };
  await api('POST', '/suppressions', suppressed);
  await api('POST', '/purchases', {
    customer_id: customer,
    occurred_at: '2025-11-02T10:00:00Z',
    lines: [{ description: '招牌仙芋鲜', quantity: '2', amount: { amount: 5_000, currency: 'CNY' } }],
  });
  const programme = await api<{ id: string }>('POST', '/membership-programmes', {
    code: unique('p'),
    name: unique('会员计划 '),
    level_basis: 'points',
    points_per_unit: '1',
  });
  const member = await api<{ id: string }>('POST', '/memberships', {
    customer_id: customer,
    programme_id: programme.id,
    card: unique('K-'),
  });
  membership = member.id;
});

/** A page's path with the ids that stand for this run's own rows. */
const at = (path: string) =>
  path
    .replace(':customer', customer)
    .replace(':import', upload)
    .replace(':membership', membership)
    .replace(':complaint', complaint)
    .replace(':segment', segment)
    .replace(':campaign', campaign)
    .replace(':template', template);

const paths = [
  '/',
  '/customers',
  '/customers/:customer',
  '/memberships',
  '/memberships/:membership',
  '/complaints',
  '/complaints?view=board',
  '/complaints/:complaint',
  '/calendars',
  '/segments',
  '/segments/new',
  '/segments/:segment',
  '/segments/:segment/rule',
  '/campaigns',
  '/campaigns/new',
  '/campaigns/:campaign',
  '/campaigns/:campaign/plan',
  '/templates',
  '/templates/new',
  '/templates/:template',
  '/suppressions',
  '/imports',
  '/imports/:import',
  '/units',
  '/products',
  '/users',
  '/settings',
  '/partners',
  '/keys',
  '/audit',
  '/account',
  '/nowhere',
];

describe.each(['zh-CN', 'en'] as const)('in %s', (language) => {
  describe.each(['light', 'dark'] as const)('%s', (theme) => {
    it('has no finding of axe on any page', async () => {
      const page = await open('/', { language, theme });
      const found: string[] = [];
      for (const path of paths) {
        await page.goto(new URL(at(path), page.url()).href);
        await settled(page);
        found.push(...(await violations(page)).map((one) => `${path} ${one}`));
      }
      expect(found).toEqual([]);
    });

    it('has no finding in its dialogs', async () => {
      const english = language === 'en';
      const page = await open('/customers', { language, theme });
      await page.getByRole('button', { name: english ? 'New customer' : '新建客户' }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: english ? 'Command palette' : '命令面板' }).waitFor();
      expect(await violations(page)).toEqual([]);
    });
  });

  it('fits a window of 320 px on every page', async () => {
    const page = await open('/', { language, width: 320 });
    const wide: string[] = [];
    for (const path of paths) {
      await page.goto(new URL(at(path), page.url()).href);
      await settled(page);
      if (!(await fitsSideways(page))) wide.push(path);
    }
    expect(wide).toEqual([]);
  });

  it('shows no word of the API untranslated', async () => {
    const page = await open('/', { language });
    const raw: string[] = [];
    for (const path of paths) {
      await page.goto(new URL(at(path), page.url()).href);
      await settled(page);
      const text = await page.locator('.state, .chip, .tag, .tier, dd').allTextContents();
      raw.push(
        ...text.filter((one) => /^[a-z]+(_[a-z]+)+$/.test(one.trim())).map((one) => `${path}: ${one}`),
      );
    }
    expect(raw).toEqual([]);
  });
});

it('has no finding of axe on the log-in window', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      const page = await visit('/', { language, theme });
      await page.locator('#log-in-password').waitFor();
      expect(await violations(page)).toEqual([]);
    }
  }
});

it('says so when a page does not exist, and leads home', async () => {
  const page = await open('/no/such/page');
  await page.getByRole('link', { name: 'Go to the home page' }).click();
  await page.getByRole('heading', { level: 1, name: /^Hello/ }).waitFor();
});
