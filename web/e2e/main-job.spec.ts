/** The main job from end to end: a file becomes customers, customers a campaign, a campaign a result; counter; complaint. */
import type { Page } from '@playwright/test';
import type { Api } from './api.ts';
import { test as base, expect, idInUrl, settled } from './harness.ts';
import { unique, uniquePhone } from './names.ts';
import { named, picture } from './picture.ts';
import { messageGateway, type Person } from './server.ts';

interface Guest {
  name: string;
  phone: string;
  wechat: string;
}

const mark = unique('').slice(-5).toUpperCase();
const zh = { language: 'zh-CN' } as const;
/** So many days ago, as a file writes it. */
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** A store and those who work for it. */
interface Shop {
  store: { id: string; code: string };
  marketing: Person;
  operations: Person;
  staff: Person;
}

const test = base.extend<object, { shop: Shop }>({
  shop: [
    async ({ api }, use) => {
      const code = `RM-${mark}`;
      const parent_id = await api.rootUnit();
      const unit = { code, name: '人民路店', kind: 'store', ownership: 'own', parent_id };
      const { id } = await api.post('/units', unit);
      // Whatever the time of day is: no quiet hours.
      const { policy } = await api.get<{ policy: object }>('/settings/messaging');
      await api.put('/settings/messaging', { ...policy, quiet_from: '00:00', quiet_until: '00:00' });
      await use({
        store: { id, code },
        marketing: await api.newUser('林小美', 'marketing'),
        operations: await api.newUser('陈经理', 'operations'),
        staff: await api.newUser('Lily Zhou', 'store_staff'),
      });
    },
    { scope: 'worker' },
  ],
});

/** Everybody in the file of members. */
function guests(count: number): Guest[] {
  const families = [...'王李张刘陈杨黄赵周吴徐孙马朱胡'];
  const names = [
    '晓雯',
    '子涵',
    '建国',
    '思远',
    '雅婷',
    '俊杰',
    '丽华',
    '海燕',
    '志强',
    '梦琪',
    '文博',
    '佳怡',
  ];
  return Array.from({ length: count }, (_, index) => ({
    name: `${families[index % families.length]}${names[(index * 7) % names.length]}`,
    phone: `+86138${String(Math.floor(Math.random() * 1e5)).padStart(5, '0')}${String(index).padStart(3, '0')}`,
    wechat: `o-${mark}-${index}`,
  }));
}

/** Uploads a file, tries it and imports it. */
async function bring(
  page: Page,
  kind: string,
  file: string,
  lines: string[],
  refused: number,
): Promise<void> {
  await page.goto('/imports');
  await settled(page);
  await page.getByRole('button', { name: '导入文件' }).first().click();
  const dialog = page.getByRole('dialog', { name: '导入文件' });
  const buffer = Buffer.from(lines.join('\n'));
  await dialog.getByLabel('文件').setInputFiles({ name: file, mimeType: 'text/csv', buffer });
  await dialog.getByLabel('内容').selectOption({ label: kind });
  await dialog.getByRole('button', { name: '上传' }).click();
  await expect(page.getByRole('heading', { level: 1, name: file })).toBeVisible();
  await settled(page);
  // The columns are known by their names.
  await page.getByRole('button', { name: '试运行' }).click();
  await expect(page.getByRole('region', { name: '试运行结果' })).toBeVisible();
  await settled(page);
  if (refused > 0) await picture(page, 'import');
  const taken = lines.length - 1 - refused;
  await page.getByRole('button', { name: `导入 ${taken} 行` }).click();
  await expect(page.getByRole('region', { name: '导入结果' })).toContainText(`拒绝${refused}`);
}

/** The customers of the store by their WeChat id. */
async function idsByWechat(api: Api, storeId: string): Promise<Map<string, string>> {
  interface Page {
    data: { id: string; identities: { kind: string; value: string }[] }[];
    next_cursor: string | null;
  }
  const ids = new Map<string, string>();
  let cursor = '';
  do {
    const path = `/customers?home_unit_id=${storeId}&limit=100${cursor}`;
    const page: Page = await api.get<Page>(path);
    for (const { id, identities } of page.data)
      ids.set(identities.find((one) => one.kind === 'wechat')?.value ?? '', id);
    cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : '';
  } while (cursor);
  return ids;
}

test('brings a file in, finds whom to write to, and tells what writing brought', async ({
  api,
  open,
  shop,
}) => {
  const { store, marketing, operations } = shop;
  const people = guests(160);
  const city = named('苏州');
  const importing = await open('/imports', { ...zh, as: operations });
  const customers = people.map((one) => `${one.name},${one.phone},${one.wechat},${city},${store.code}`);
  await bring(importing, '客户', '会员名单.csv', ['姓名,手机号,微信,城市,门店', ...customers], 0);
  const products = ['招牌仙芋鲜', '传统豆花', '婚宴甜品台', '古味茶饮'];
  // Of four the first spends so little that it is of tier C, the others are of B or A.
  const purchases = people.map((one, index) => {
    const amount = [88, 1620, 3680, 2150][index % 4] ?? 0;
    return `${daysAgo(70 + (index % 40))},${one.phone},${amount}.00,${products[index % 4]},${store.code}`;
  });
  const faulty = `${daysAgo(70)},${people[0]?.phone},八十八元,传统豆花,${store.code}`;
  await bring(importing, '购买记录', '收银流水.csv', ['日期,手机号,金额,品名,门店', ...purchases, faulty], 1);

  // Consent is given by each customer, here on the form at the counter; one in ten says nothing.
  const ids = await idsByWechat(api, store.id);
  const consent = { channel: 'wechat', granted: true, source: '门店登记表', wording_version: '2026-01' };
  const asked = people.filter((_, index) => index % 10 !== 9);
  await Promise.all(asked.map((guest) => api.post(`/customers/${ids.get(guest.wechat)}/consents`, consent)));
  const meant = people.filter((_, index) => index % 4 !== 0 && index % 10 !== 9);
  const expected = meant.length;

  const page = await open('/segments/new', { ...zh, as: marketing });
  const add = page.getByRole('button', { name: '添加条件：整条规则' });
  const condition = (at: number) => page.getByRole('group', { name: `条件 ${at}`, exact: true });
  await add.click();
  await condition(1).getByLabel('A 级').check();
  await condition(1).getByLabel('B 级').check();
  await add.click();
  await condition(2).getByLabel('条件', { exact: true }).selectOption({ label: '一段时间未购买' });
  await condition(2).getByLabel('最近天数').fill('60');
  await condition(2).getByLabel('最近天数').press('Tab');
  await add.click();
  await condition(3).getByLabel('条件', { exact: true }).selectOption({ label: '同意接收营销' });
  await condition(3).getByLabel('渠道').selectOption({ label: '微信' });
  await add.click();
  await condition(4).getByLabel('条件', { exact: true }).selectOption({ label: '城市' });
  await condition(4).getByLabel('值').fill(city);
  await condition(4).getByLabel('值').press('Tab');
  await expect(page.getByRole('region', { name: '预览' }).getByText(`${expected} 位客户`)).toBeVisible();
  const segment = named('两个月没来的熟客 ');
  await page.locator('#segment-name').fill(segment);
  await picture(page, 'segment');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('heading', { name: segment })).toBeVisible();
  await expect(page.getByRole('table', { name: '成员' }).locator('tbody tr')).not.toHaveCount(0);

  await page.goto('/templates/new');
  await settled(page);
  const template = named('回店礼 ');
  await page.locator('#template-name').fill(template);
  await page.getByLabel('渠道').selectOption({ label: '微信' });
  const chinese = page.getByRole('group', { name: '中文', exact: true });
  await chinese
    .getByLabel('正文（纯文本）')
    .fill('{{customer.name|朋友}}，好久不见！本周到{{unit.name|门店}}，任意两份甜品送古味茶饮一杯。退订：');
  // What is missing is told at its place.
  await expect(chinese.locator('.field-error')).toBeVisible();
  await chinese.getByRole('button', { name: '退订链接' }).click();
  const preview = page.getByRole('region', { name: '预览' });
  await preview.getByLabel('以哪位客户预览（姓名、电话或编号）').fill(people[1]?.phone ?? '');
  await preview.getByLabel('以哪位客户预览（姓名、电话或编号）').press('Tab');
  await expect(preview.getByText(`${people[1]?.name}，好久不见！本周到人民路店`)).toBeVisible();
  await picture(page, 'template');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('heading', { name: template })).toBeVisible();

  await page.goto('/campaigns');
  await settled(page);
  await page.getByRole('button', { name: '新建活动' }).first().click();
  await settled(page);
  const campaign = named('春日回店 ');
  await page.getByLabel('名称').first().fill(campaign);
  await page.getByLabel('渠道', { exact: true }).first().selectOption({ label: '微信' });
  await page.getByLabel('目标', { exact: true }).selectOption({ label: '赢回客户' });
  await page.getByLabel('目标客户数').fill('40');
  await page.getByLabel('概要').fill('请两个月没来的熟客回店尝新。');
  await page.getByRole('group', { name: '发送给', exact: true }).getByLabel(segment).check();
  await page.getByLabel('内容名称').fill('买二送一');
  await page.getByLabel('模板').selectOption({ label: template });
  await page.getByLabel('对照组占比（%）').fill('30');
  await page.getByLabel('优惠内容').fill('任意两份甜品送古味茶饮一杯');
  await page.getByLabel('预算', { exact: true }).fill('800');
  await page.getByLabel('实际成本').fill('600');
  await page.getByLabel('毛利率（%）').fill('60');
  await page.getByLabel('预期效果').fill('回店率比对照组高十个百分点。');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('heading', { name: campaign, level: 1 })).toBeVisible();
  await settled(page);
  await page.getByRole('button', { name: '提交审批' }).click();
  await expect(page.locator('.page-head .state', { hasText: '待审批' })).toBeVisible();
  const id = await idInUrl(page);

  // Who wrote it cannot approve it.
  await expect(page.getByText('自己的方案须由他人审批。')).toBeVisible();
  const approving = await open(`/campaigns/${id}`, { ...zh, as: operations });
  await approving.getByRole('button', { name: '批准', exact: true }).click();
  await approving.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
  await expect(approving.locator('.page-head .state', { hasText: '已批准' })).toBeVisible();

  await page.reload();
  await settled(page);
  await page.getByRole('button', { name: '发起', exact: true }).click();
  const launch = page.getByRole('dialog');
  await expect(launch.getByText(`受众共有 ${expected} 位客户。`)).toBeVisible();
  await picture(page, 'launch');
  await launch.getByRole('button', { name: '下一步' }).click();
  await launch.getByLabel(`请输入人数 ${expected} 以确认`).fill(String(expected));
  await launch.getByRole('button', { name: '发起' }).click();
  await expect(launch).toHaveCount(0);
  await expect(page.locator('.page-head .state', { hasText: '已完成' })).toBeVisible({ timeout: 120_000 });

  // Each of those who are not held out got one message, in words made for them; the others none.
  const taken = await fetch(messageGateway);
  const { data } = (await taken.json()) as { data: { to: string; text: string }[] };
  const mine = data.filter((message) => message.to.startsWith(`o-${mark}-`));
  const { progress } = await api.get<{ progress: { counts: { sent: number; held_out: number } } }>(
    `/campaigns/${id}`,
  );
  expect(progress.counts.held_out).toBeGreaterThan(0);
  expect(progress.counts.sent + progress.counts.held_out).toBe(expected);
  expect(mine.length).toBe(progress.counts.sent);
  expect(new Set(mine.map((message) => message.to)).size).toBe(mine.length);
  for (const { to, text } of mine) {
    const guest = people.find((one) => one.wechat === to);
    expect(text).toContain(`${guest?.name}，好久不见！`);
    expect(text).toContain('/t/unsubscribe?token=');
  }

  // Of those written to every second comes back, of the others one in ten.
  const written = new Set(mine.map((message) => message.to));
  const back = [
    ...meant.filter((one) => written.has(one.wechat)).filter((_, index) => index % 2 === 0),
    ...meant.filter((one) => !written.has(one.wechat)).filter((_, index) => index % 10 === 0),
  ];
  await Promise.all(
    back.map((one, index) =>
      api.post('/purchases', {
        customer_id: ids.get(one.wechat),
        occurred_at: new Date().toISOString(),
        lines: [
          { description: '招牌仙芋鲜', amount: { amount: 5_200 + (index % 7) * 900, currency: 'CNY' } },
        ],
      }),
    ),
  );
  await page.reload();
  await settled(page);
  const result = page.getByRole('region', { name: '活动效果' });
  await expect(result.locator('.state', { hasText: '有效' }).first()).toBeVisible();
  const control = result.getByRole('row', { name: /^对照组/ });
  await expect(control).toContainText(String(progress.counts.held_out));
  await expect(result.getByRole('img')).toBeVisible();
  await picture(page, 'result', result);
});

test('serves somebody at the counter: found by phone, a card, a purchase, a gift', async ({
  api,
  open,
  shop: { store, staff },
}) => {
  const phone = uniquePhone();
  await api.post('/customers', { name: 'Grace Chen', phone, home_unit_id: store.id });
  const programme = await api.post('/membership-programmes', {
    code: `club-${mark.toLowerCase()}`,
    name: 'Taro Club',
    level_basis: 'points',
    points_per_unit: '1',
    valid_months: 12,
  });
  const levels = `/membership-programmes/${programme.id}/levels`;
  await api.post(levels, { code: 'silver', name: 'Silver', points: 0 });
  await api.post(levels, { code: 'gold', name: 'Gold', points: 300 });

  const page = await open('/', { as: staff });
  const lookUp = async (said: string) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command palette' }).fill(said);
    await page.getByRole('option', { name: /^Look up in all stores/ }).click();
    return page.getByRole('dialog', { name: 'Counter look-up' });
  };
  await (await lookUp(phone)).getByRole('link', { name: 'Open the customer' }).click();
  await settled(page);
  const cards = page.getByRole('region', { name: 'Memberships' });
  await cards.getByRole('button', { name: 'Enrol' }).click();
  const enrol = page.getByRole('dialog', { name: /^Enrol/ });
  await enrol.getByLabel('Programme').selectOption({ label: 'Taro Club' });
  const card = `TARO-01${mark}`;
  await enrol.getByLabel('Card number').fill(card);
  await enrol.getByRole('button', { name: 'Enrol' }).click();
  await expect(enrol).toHaveCount(0);
  await expect(cards.getByText(card)).toBeVisible();

  const purchases = page.getByRole('region', { name: 'Purchases' });
  await purchases.getByRole('button', { name: 'Record a purchase' }).click();
  const sale = page.getByRole('dialog', { name: 'Record a purchase' });
  await sale.getByLabel('Description').fill('Dessert table');
  await sale.getByRole('button', { name: 'Record a purchase' }).click();
  await expect(sale.getByText('This field is required')).toBeVisible();
  await sale.getByLabel('Amount').fill('328');
  await sale.getByRole('button', { name: 'Add a line' }).click();
  await sale.getByLabel('Amount').nth(1).fill('40');
  await expect(sale.getByText('¥368.00')).toBeVisible();
  await sale.getByRole('button', { name: 'Record a purchase' }).click();
  await expect(sale).toHaveCount(0);
  await expect(purchases.getByText('¥368.00').first()).toBeVisible();

  await page.goto('/');
  await settled(page);
  const found = await lookUp(card);
  await expect(found.getByText('368 points')).toBeVisible();
  await expect(found.getByText('Gold')).toBeVisible();
  await found.getByRole('button', { name: 'Redeem points' }).click();
  const redeem = page.getByRole('dialog', { name: 'Redeem points' });
  await redeem.getByLabel('Points').fill('120');
  await redeem.getByLabel('Purpose').fill('Grass jelly');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await expect(redeem).toHaveCount(0);
  await expect(found.getByText('248 points')).toBeVisible();
  await picture(page, 'counter');
  await found.getByRole('link', { name: 'Open the customer' }).click();
  await expect(page.getByRole('region', { name: 'Timeline' }).getByText('-120')).toBeVisible();
});

test('goes with a complaint through a missed clock and an escalation to closing', async ({
  api,
  open,
  shop: { store, operations },
}) => {
  const category = await api.post('/complaint-categories', { code: `slow-${mark}`, name: '出餐慢' });
  // A form on the web, read days later: the clocks run from the day the customer wrote.
  const made = await api.post('/complaints', {
    complainant: { name: '韩梅梅', phone: uniquePhone() },
    unit_id: store.id,
    category_id: category.id,
    channel: 'web_form',
    text: '点了两份豆花等了四十分钟，没有人解释。',
    wish: '希望门店道歉，并说明以后怎么避免。',
    occurred_at: new Date(Date.now() - 9 * 86_400_000).toISOString(),
  });
  const level = async () => (await api.get<{ level: string }>(`/complaints/${made.id}`)).level;
  await expect.poll(level).not.toBe('store');

  const page = await open(`/complaints/${made.id}`, { ...zh, as: operations });
  const events = page.getByRole('region', { name: '处理记录' });
  await expect(page.locator('.state[data-state="missed"]').first()).toBeVisible();
  await expect(events.getByText('升级', { exact: true }).first()).toBeVisible();
  await picture(page, 'complaint');

  const dialog = page.getByRole('dialog');
  const step = async (name: string, fill: () => Promise<unknown>) => {
    await page.getByRole('region', { name: '下一步' }).getByRole('button', { name, exact: true }).click();
    await expect(dialog).toBeVisible();
    await fill();
    await dialog.getByRole('button', { name, exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await settled(page);
  };
  await step('定级', () => dialog.getByLabel('严重程度').selectOption('general'));
  await step('记录联系', () => dialog.getByLabel('内容').fill('电话致歉，说明当天人手不足。'));
  await step('承诺补偿', () => dialog.getByLabel('补偿方式').selectOption('apology'));
  await step('解决', async () => {
    await dialog.getByLabel('根本原因').selectOption('slow_service');
    await dialog.getByLabel('处理结果').fill('店长致歉，周末晚间加一人。');
    await dialog.getByLabel('经验总结').fill('等候超过十五分钟须主动告知。');
  });
  await page.getByRole('button', { name: '已兑现：道歉' }).click();
  await expect(page.getByRole('region', { name: '补偿' }).locator('[data-state="paid"]')).toBeVisible();
  await page.getByRole('button', { name: '结案' }).click();
  await expect(page.locator('.page-head .state', { hasText: '已结案' })).toBeVisible();
});
