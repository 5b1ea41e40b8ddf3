/** The main job from end to end: a file becomes customers, customers a campaign, a campaign a result; counter; complaint. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { api, base, open, type Person, person, settled, unique, uniquePhone } from './harness.ts';
import { named, picture } from './picture.ts';

interface Made {
  id: string;
}

interface Guest {
  name: string;
  phone: string;
  wechat: string;
}

const mark = unique('').slice(-5).toUpperCase();
const zh = { language: 'zh-CN' } as const;
/** So many days ago, as a file writes it. */
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const store = { code: `RM-${mark}`, name: '人民路店', id: '' };
let marketing: Person;
let operations: Person;
let staff: Person;

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

beforeAll(async () => {
  const units = await api<{ data: { id: string; parent_id: string | null }[] }>('GET', '/units?limit=100');
  const parent_id = units.data.find((unit) => !unit.parent_id)?.id;
  const { code, name } = store;
  store.id = (
    await api<Made>('POST', '/units', { code, name, kind: 'store', ownership: 'own', parent_id })
  ).id;
  marketing = await person('林小美', 'marketing');
  operations = await person('陈经理', 'operations');
  staff = await person('Lily Zhou', 'store_staff');
  // Whatever the time of day is: no quiet hours.
  const { policy } = await api<{ policy: object }>('GET', '/settings/messaging');
  await api('PUT', '/settings/messaging', { ...policy, quiet_from: '00:00', quiet_until: '00:00' });
});

/** Uploads a file, tries it and imports it. */
async function bring(
  page: Page,
  kind: string,
  file: string,
  lines: string[],
  refused: number,
): Promise<void> {
  await page.goto(`${base}/imports`);
  await settled(page);
  await page.getByRole('button', { name: '导入文件' }).first().click();
  const dialog = page.getByRole('dialog', { name: '导入文件' });
  const buffer = Buffer.from(lines.join('\n'));
  await dialog.getByLabel('文件').setInputFiles({ name: file, mimeType: 'text/csv', buffer });
  await dialog.getByLabel('内容').selectOption({ label: kind });
  await dialog.getByRole('button', { name: '上传' }).click();
  await page.getByRole('heading', { level: 1, name: file }).waitFor();
  await settled(page);
  // The columns are known by their names.
  await page.getByRole('button', { name: '试运行' }).click();
  await page.getByRole('region', { name: '试运行结果' }).waitFor();
  await settled(page);
  if (refused > 0) await picture(page, 'import');
  const taken = lines.length - 1 - refused;
  await page.getByRole('button', { name: `导入 ${taken} 行` }).click();
  await expect
    .poll(() => page.getByRole('region', { name: '导入结果' }).textContent())
    .toContain(`拒绝${refused}`);
}

/** The customers of the store by their WeChat id. */
async function idsByWechat(): Promise<Map<string, string>> {
  interface Page {
    data: { id: string; identities: { kind: string; value: string }[] }[];
    next_cursor: string | null;
  }
  const ids = new Map<string, string>();
  let cursor = '';
  do {
    const path = `/customers?home_unit_id=${store.id}&limit=100${cursor}`;
    const page: Page = await api<Page>('GET', path);
    for (const { id, identities } of page.data)
      ids.set(identities.find((one) => one.kind === 'wechat')?.value ?? '', id);
    cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : '';
  } while (cursor);
  return ids;
}

it('brings a file in, finds whom to write to, and tells what writing brought', {
  timeout: 240_000,
}, async () => {
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
  const ids = await idsByWechat();
  const consent = { channel: 'wechat', granted: true, source: '门店登记表', wording_version: '2026-01' };
  const asked = people.filter((_, index) => index % 10 !== 9);
  await Promise.all(
    asked.map((guest) => api('POST', `/customers/${ids.get(guest.wechat)}/consents`, consent)),
  );
  const meant = people.filter((_, index) => index % 4 !== 0 && index % 10 !== 9);
  const expected = meant.length;

  const page = await open('/segments/new', { ...zh, as: marketing });
  const add = page.getByRole('button', { name: '添加条件: 整条规则' });
  const condition = (at: number) => page.getByRole('group', { name: `条件 ${at}`, exact: true });
  await add.click();
  await condition(1).getByLabel('A 类').check();
  await condition(1).getByLabel('B 类').check();
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
  await page.getByRole('region', { name: '预览' }).getByText(`${expected} 位客户`).waitFor();
  const segment = named('两个月没来的熟客 ');
  await page.locator('#segment-name').fill(segment);
  await picture(page, 'segment');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { name: segment }).waitFor();
  await expect
    .poll(() => page.getByRole('table', { name: '成员' }).locator('tbody tr').count(), { timeout: 30_000 })
    .toBeGreaterThan(0);

  await page.goto(`${base}/templates/new`);
  await settled(page);
  const template = named('回店礼 ');
  await page.locator('#template-name').fill(template);
  await page.getByLabel('渠道').selectOption({ label: '微信' });
  const chinese = page.getByRole('group', { name: '中文', exact: true });
  await chinese
    .getByLabel('正文（纯文本）')
    .fill('{{customer.name|朋友}}，好久不见！本周到{{unit.name|门店}}，任意两份甜品送古味茶饮一杯。退订：');
  // What is missing is told at its place.
  await chinese.locator('.field-error').waitFor();
  await chinese.getByRole('button', { name: '退订链接' }).click();
  const preview = page.getByRole('region', { name: '预览' });
  await preview.getByLabel('以哪位客户预览（姓名、电话或编号）').fill(people[1]?.phone ?? '');
  await preview.getByLabel('以哪位客户预览（姓名、电话或编号）').press('Tab');
  await preview.getByText(`${people[1]?.name}，好久不见！本周到人民路店`).waitFor();
  await picture(page, 'template');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { name: template }).waitFor();

  await page.goto(`${base}/campaigns`);
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
  await page.getByRole('heading', { name: campaign, level: 1 }).waitFor();
  await settled(page);
  await page.getByRole('button', { name: '提交审批' }).click();
  await page.locator('.page-head .state', { hasText: '待审批' }).waitFor();
  const id = page.url().split('/').pop() ?? '';

  // Who wrote it cannot approve it.
  await page.getByText('自己的方案须由他人审批。').waitFor();
  const approving = await open(`/campaigns/${id}`, { ...zh, as: operations });
  await approving.getByRole('button', { name: '批准', exact: true }).click();
  await approving.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
  await approving.locator('.page-head .state', { hasText: '已批准' }).waitFor();

  await page.reload();
  await settled(page);
  await page.getByRole('button', { name: '发起', exact: true }).click();
  const launch = page.getByRole('dialog');
  await launch.getByText(`受众共有 ${expected} 位客户。`).waitFor();
  await picture(page, 'launch');
  await launch.getByRole('button', { name: '下一步' }).click();
  await launch.getByLabel(`请输入人数 ${expected} 以确认`).fill(String(expected));
  await launch.getByRole('button', { name: '发起' }).click();
  await launch.waitFor({ state: 'detached' });
  await page.locator('.page-head .state', { hasText: '已完成' }).waitFor({ timeout: 60_000 });

  // Each of those who are not held out got one message, in words made for them; the others none.
  const taken = await fetch(process.env.MESSAGE_GATEWAY ?? '');
  const { data } = (await taken.json()) as { data: { to: string; text: string }[] };
  const mine = data.filter((message) => message.to.startsWith(`o-${mark}-`));
  const { progress } = await api<{ progress: { counts: { sent: number; held_out: number } } }>(
    'GET',
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
      api('POST', '/purchases', {
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
  await result.locator('.state', { hasText: '有效' }).first().waitFor();
  const control = result.getByRole('row', { name: /^对照组/ });
  expect(await control.textContent()).toContain(String(progress.counts.held_out));
  await result.getByRole('img').waitFor();
  await picture(page, 'result', result);
});

it('serves somebody at the counter: found by phone, a card, a purchase, a gift', async () => {
  const phone = uniquePhone();
  await api('POST', '/customers', { name: 'Grace Chen', phone, home_unit_id: store.id });
  const programme = await api<Made>('POST', '/membership-programmes', {
    code: `club-${mark.toLowerCase()}`,
    name: 'Taro Club',
    level_basis: 'points',
    points_per_unit: '1',
    valid_months: 12,
  });
  const levels = `/membership-programmes/${programme.id}/levels`;
  await api('POST', levels, { code: 'silver', name: 'Silver', points: 0 });
  await api('POST', levels, { code: 'gold', name: 'Gold', points: 300 });

  const page = await open('/', { as: staff });
  const lookUp = async (said: string) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command palette' }).fill(said);
    await page.getByRole('option', { name: /^Look up chain-wide/ }).click();
    return page.getByRole('dialog', { name: 'Look-up at the counter' });
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
  await enrol.waitFor({ state: 'detached' });
  await cards.getByText(card).waitFor();

  const purchases = page.getByRole('region', { name: 'Purchases' });
  await purchases.getByRole('button', { name: 'Record a purchase' }).click();
  const sale = page.getByRole('dialog', { name: 'Record a purchase' });
  await sale.getByLabel('Description').fill('Dessert table');
  await sale.getByRole('button', { name: 'Record a purchase' }).click();
  await sale.getByText('Please fill this in').waitFor();
  await sale.getByLabel('Amount').fill('328');
  await sale.getByRole('button', { name: 'Add a line' }).click();
  await sale.getByLabel('Amount').nth(1).fill('40');
  await sale.getByText('¥368.00').waitFor();
  await sale.getByRole('button', { name: 'Record a purchase' }).click();
  await sale.waitFor({ state: 'detached' });
  await purchases.getByText('¥368.00').first().waitFor();

  await page.goto(`${base}/`);
  await settled(page);
  const found = await lookUp(card);
  await found.getByText('368 points').waitFor();
  await found.getByText('Gold').waitFor();
  await found.getByRole('button', { name: 'Redeem points' }).click();
  const redeem = page.getByRole('dialog', { name: 'Redeem points' });
  await redeem.getByLabel('Points').fill('120');
  await redeem.getByLabel('What for').fill('Grass jelly');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await redeem.waitFor({ state: 'detached' });
  await found.getByText('248 points').waitFor();
  await picture(page, 'counter');
  await found.getByRole('link', { name: 'Open the customer' }).click();
  await page.getByRole('region', { name: 'Timeline' }).getByText('-120').waitFor();
});

it('goes with a complaint through a missed clock and an escalation to closing', async () => {
  const category = await api<Made>('POST', '/complaint-categories', { code: `slow-${mark}`, name: '出餐慢' });
  // A form on the web, read days later: the clocks run from the day the customer wrote.
  const made = await api<Made>('POST', '/complaints', {
    complainant: { name: '韩梅梅', phone: uniquePhone() },
    unit_id: store.id,
    category_id: category.id,
    channel: 'web_form',
    text: '点了两份豆花等了四十分钟，没有人解释。',
    wish: '希望门店道歉，并说明以后怎么避免。',
    occurred_at: new Date(Date.now() - 9 * 86_400_000).toISOString(),
  });
  const level = async () => (await api<{ level: string }>('GET', `/complaints/${made.id}`)).level;
  await expect.poll(level, { timeout: 20_000 }).not.toBe('store');

  const page = await open(`/complaints/${made.id}`, { ...zh, as: operations });
  const events = page.getByRole('region', { name: '经过' });
  await page.locator('.state[data-state="missed"]').first().waitFor();
  await events.getByText('升级', { exact: true }).first().waitFor();
  await picture(page, 'complaint');

  const dialog = page.getByRole('dialog');
  const step = async (name: string, fill: () => Promise<unknown>) => {
    await page.getByRole('region', { name: '下一步' }).getByRole('button', { name, exact: true }).click();
    await dialog.waitFor();
    await fill();
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await settled(page);
  };
  await step('分级', () => dialog.getByLabel('严重程度').selectOption('general'));
  await step('记录联系', () => dialog.getByLabel('内容').fill('电话致歉，说明当天人手不足。'));
  await step('承诺补偿', () => dialog.getByLabel('补偿方式').selectOption('apology'));
  await step('解决', async () => {
    await dialog.getByLabel('根本原因').selectOption('slow_service');
    await dialog.getByLabel('处理结果').fill('店长致歉，周末晚间加一人。');
    await dialog.getByLabel('经验反馈').fill('等候超过十五分钟须主动告知。');
  });
  await page.getByRole('button', { name: '已兑现: 道歉' }).click();
  await page.getByRole('region', { name: '补偿' }).locator('[data-state="paid"]').waitFor();
  await page.getByRole('button', { name: '结案' }).click();
  await page.locator('.page-head .state', { hasText: '已结案' }).waitFor();
});
