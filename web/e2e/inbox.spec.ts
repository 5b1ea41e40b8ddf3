/** The inbox: what waits for whom, the bell, and what became of a request. */
import type { Api } from './api.ts';
import { violations } from './axe.ts';
import { expect, fitsSideways, settled, test } from './harness.ts';
import { unique } from './names.ts';
import type { Person } from './server.ts';

/** A campaign that somebody handed in, all of it their own work. */
async function handedIn(author: Api): Promise<{ id: string; name: string }> {
  const segment = await author.post('/segments', { name: unique('名单'), kind: 'static' });
  const template = await author.post('/templates', {
    name: unique('短信'),
    channel: 'sms',
    purpose: 'service',
    contents: { 'zh-CN': { text: '您好' } },
  });
  const name = unique('待批');
  const { id } = await author.post('/campaigns', {
    name,
    channel: 'sms',
    purpose: 'service',
    plan: { purpose: { goal: 'keep', target: 10 } },
    audience: { segments: [segment.id] },
    arms: [{ key: 'a', name: '甲', template_id: template.id, share: 10_000 }],
  });
  await author.post(`/campaigns/${id}/review`);
  return { id, name };
}

/** Points by hand that somebody asked for: where they are decided on, and for what they are. */
async function askedPoints(api: Api, asker: Person): Promise<{ path: string; reason: string }> {
  const customer = await api.post('/customers', { name: unique('客') });
  const programme = await api.post('/membership-programmes', {
    code: unique('p').toLowerCase(),
    name: unique('会员'),
    level_basis: 'points',
    points_per_unit: '1',
  });
  const card = unique('C-').replaceAll(/[^A-Za-z0-9-]/g, '');
  const membership = await api.post('/memberships', {
    customer_id: customer.id,
    programme_id: programme.id,
    card,
  });
  const reason = unique('补偿');
  await api.as(asker).post(`/memberships/${membership.id}/adjustments`, { points: 50, reason });
  return { path: `/memberships/${membership.id}`, reason };
}

/** How many notifications about something somebody has not read. */
async function unread(who: Api, subject: string): Promise<number> {
  const { data } = await who.get<{ data: { subject_id: string; read_at: string | null }[] }>(
    '/notifications?limit=100',
  );
  return data.filter((one) => one.subject_id === subject && !one.read_at).length;
}

test('rings for what waits, leads to it, and tells who asked what became of it', async ({ api, open }) => {
  const [author, approver] = [
    await api.newUser('策划', 'marketing'),
    await api.newUser('审批人', 'operations'),
  ];
  const asking = await open('/', { as: author });
  await expect(asking.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible();
  const { id, name } = await handedIn(api.as(author));
  const page = await open('/', { as: approver });
  // Whoever approves is told of what others ask for as well.
  await page.getByRole('button', { name: /^Notifications: \d+ unread$/ }).click();
  const panel = page.getByRole('region', { name: 'Notifications' });
  await expect(
    panel.getByRole('link', { name: `Waiting for your approval · Campaign: ${name}` }),
  ).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await panel.getByRole('link', { name: `Waiting for your approval · Campaign: ${name}` }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect.poll(() => unread(api.as(approver), id)).toBe(0);
  await page.getByRole('button', { name: 'Send back' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What needs to change').fill('请加上对照组');
  await dialog.getByRole('button', { name: 'Send back' }).click();
  await expect(dialog).toHaveCount(0);

  // It comes by itself, without a reload.
  await asking.getByRole('button', { name: 'Notifications: 1 unread' }).click({ timeout: 40_000 });
  const told = asking.getByRole('region', { name: 'Notifications' });
  await expect(told.getByText('请加上对照组')).toBeVisible();
  await told.getByRole('link', { name: 'Open the inbox' }).click();
  const mine = asking.getByRole('region', { name: 'My requests' });
  await expect(mine.getByRole('listitem').filter({ hasText: name })).toContainText('Returned');
  expect(await violations(asking)).toEqual([]);
  await asking.getByRole('button', { name: 'Mark all as read' }).last().click();
  await expect(asking.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible();
  await mine.getByRole('link', { name }).click();
  await expect(asking).toHaveURL(new RegExp(`/campaigns/${id}$`));
});

test('shows on home how many of each kind wait, and declines points with a reason', async ({ api, open }) => {
  const agent = await api.newUser('客服', 'service_agent');
  const approver = await api.newUser('审批人', 'operations');
  const { path, reason } = await askedPoints(api, agent);
  const page = await open('/', { as: approver });
  const waiting = page.getByRole('region', { name: 'Waiting for you' });
  await expect(waiting.getByText(/^Points adjustment: \d+$/)).toBeVisible();
  await waiting.getByRole('link', { name: 'Open the inbox' }).click();
  const list = page.getByRole('region', { name: 'Waiting for you' });
  await list.getByRole('link', { name: reason }).click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  const adjustments = page.getByRole('region', { name: 'Adjustments' });
  await adjustments.getByRole('button', { name: 'Decline' }).click();
  const dialog = page.getByRole('dialog');
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('Why (for who asked)').fill('已经补偿过');
  await dialog.getByRole('button', { name: 'Decline' }).click();
  await expect(adjustments.getByText('已经补偿过')).toBeVisible();
  const asking = await open('/inbox', { as: agent });
  const row = asking
    .getByRole('region', { name: 'My requests' })
    .getByRole('listitem')
    .filter({ hasText: reason });
  await expect(row).toContainText('Returned');
  await expect(row).toContainText('已经补偿过');
});

test('turns mails about notifications off in the account', async ({ api, open }) => {
  const person = await api.newUser('林小美', 'marketing');
  const page = await open('/account', { as: person });
  const card = page.getByRole('region', { name: 'Notifications by mail' });
  await expect(card.getByLabel('Also by mail')).toBeChecked();
  await expect(card.getByText('This installation sends no mail yet.', { exact: false })).toBeVisible();
  await card.getByLabel('Also by mail').uncheck();
  await expect.poll(() => api.as(person).get('/notifications/settings')).toMatchObject({ by_mail: false });
  await page.reload();
  await settled(page);
  await expect(card.getByLabel('Also by mail')).not.toBeChecked();
});

test('names who can set up a channel before a plan is written for it', async ({ api, open }) => {
  const page = await open('/campaigns/new', { as: await api.newUser('策划', 'marketing') });
  await page.getByLabel('Channel', { exact: true }).selectOption('email');
  await expect(page.getByText('Ask whoever has this role: Administrator', { exact: false })).toBeVisible();
  // Who may see the administrators is told their names.
  const seeing = await open('/campaigns/new', { as: await api.newUser('运营', 'operations') });
  await seeing.getByLabel('Channel', { exact: true }).selectOption('email');
  await expect(seeing.getByText(/Ask for it: .+/)).toBeVisible();
});

test('shows the inbox in a small window, in Chinese and in the dark', async ({ api, open }) => {
  const author = await api.newUser('策划', 'marketing');
  const { name } = await handedIn(api.as(author));
  const approver = await api.newUser('审批人', 'executive');
  for (const theme of ['light', 'dark'] as const) {
    const page = await open('/inbox', { as: approver, language: 'zh-CN', theme, width: 320 });
    await expect(page.getByRole('region', { name: '等待您处理' }).getByRole('link', { name })).toBeVisible();
    expect(await fitsSideways(page)).toBe(true);
    expect(await violations(page)).toEqual([]);
  }
});
