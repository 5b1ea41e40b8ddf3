import { beforeAll, expect, it } from 'vitest';
import { api, open, settled, unique, uniquePhone } from './harness.ts';

let unit = '';
let category = '';

beforeAll(async () => {
  const units = await api<{ data: { id: string; kind: string }[] }>('GET', '/units?limit=100');
  unit = units.data[0]?.id ?? '';
  const made = await api<{ id: string }>('POST', '/complaint-categories', {
    code: unique('K'),
    name: unique('食品安全 '),
  });
  category = made.id;
});

it('goes with a major complaint from intake to closing', async () => {
  const page = await open('/complaints');
  const text = unique('豆花里有异物 ');
  await page.getByRole('button', { name: 'New complaint' }).click();
  const intake = page.getByRole('dialog');
  await intake.getByLabel('Customer’s phone').fill(uniquePhone());
  await intake.getByLabel('Customer’s name (if new)').fill('李雷');
  await intake.getByText('Not known yet: a prospect will be made').waitFor();
  await intake.getByLabel('Store').selectOption(unit);
  await intake.getByLabel('Category').selectOption(category);
  await intake.getByLabel('What happened').fill(text);
  await intake.getByRole('button', { name: 'Take in' }).click();
  await page.getByRole('heading', { level: 1, name: text }).waitFor();

  const step = async (name: string, fill: () => Promise<void>) => {
    await page.getByRole('region', { name: 'Next steps' }).getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await fill();
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await settled(page);
  };
  const dialog = page.getByRole('dialog');
  const judge = await page.getByRole('button', { name: 'Judge severity', exact: true }).elementHandle();
  await step('Judge severity', async () => {
    await dialog.getByLabel('Severity').selectOption('major');
  });
  // The button that takes its place is another: a press that began on this one is not that one's click.
  expect(await judge?.evaluate((button) => button.isConnected)).toBe(false);
  await page.locator('.chain [aria-current="step"]', { hasText: 'Operations' }).waitFor();
  await step('Verify', async () => {
    await dialog.getByLabel('Finding').selectOption('founded');
    await dialog.getByRole('checkbox').first().check();
  });
  await page.locator('.page-head .state', { hasText: 'Founded' }).waitFor();
  await step('Promise compensation', async () => {
    await dialog.getByLabel('Kind').selectOption('apology');
  });
  await step('Resolve', async () => {
    await dialog.getByLabel('Root cause').selectOption('foreign_object');
    await dialog.getByLabel('Resolution').fill('下架该批次并致歉');
    await dialog.getByLabel('Lesson').fill('出餐前复检');
  });
  const close = page.getByRole('button', { name: 'Close the case' });
  await close.click();
  await page.getByText(/not given yet/).waitFor();
  await page.getByRole('button', { name: 'Given: Apology' }).click();
  await page.getByRole('region', { name: 'Compensation' }).locator('[data-state="paid"]').waitFor();
  await close.click();
  await page.locator('.page-head .state', { hasText: 'Closed' }).waitFor();
  await page.goto(
    `${new URL(page.url()).origin}/complaints?q=${encodeURIComponent('出餐前复检')}&state=closed`,
  );
  await settled(page);
  await page.getByRole('link', { name: text }).waitFor();
});

it('shows a case whose clock ran out, and that the next level has it', async () => {
  const made = await api<{ id: string }>('POST', '/complaints', {
    complainant: { name: '韩梅梅' },
    unit_id: unit,
    category_id: category,
    text: unique('等太久 '),
    occurred_at: '2026-01-05T02:00:00Z',
  });
  const level = async () => (await api<{ level: string }>('GET', `/complaints/${made.id}`)).level;
  await expect.poll(level, { timeout: 20_000 }).not.toBe('store');
  const page = await open(`/complaints/${made.id}`);
  await page.getByText('Escalated').first().waitFor();
  await page.locator('.state[data-state="missed"]').first().waitFor();
  await page.goto(`${new URL(page.url()).origin}/complaints?view=board`);
  await settled(page);
  await page.getByRole('region', { name: /^Received/ }).waitFor();
});

it('keeps a calendar with its holidays, and refuses one without hours', async () => {
  const page = await open('/calendars');
  const name = unique('门店 ');
  await page.getByRole('button', { name: 'New calendar' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Code').fill(unique('W'));
  await dialog.getByLabel('Monday').fill('all day');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Enter hours such as').waitFor();
  await dialog.getByLabel('Monday').fill('18:00-02:00');
  await dialog.getByLabel('Holidays').fill('2026-10-01 国庆节');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page
    .getByRole('row', { name: new RegExp(name) })
    .getByText('18:00-02:00')
    .waitFor();
});

it('promises points, which are booked at once within the limit', async () => {
  const phone = uniquePhone();
  const customer = await api<{ id: string }>('POST', '/customers', { name: unique('积分 '), phone });
  const programme = await api<{ id: string }>('POST', '/membership-programmes', {
    code: unique('c'),
    name: unique('会员 '),
    level_basis: 'points',
    points_per_unit: '1',
  });
  const card = { customer_id: customer.id, programme_id: programme.id, card: unique('c-').toUpperCase() };
  const membership = await api<{ id: string }>('POST', '/memberships', card);
  const made = await api<{ id: string }>('POST', '/complaints', {
    customer_id: customer.id,
    unit_id: unit,
    category_id: category,
    text: unique('冰太多 '),
  });
  await api('POST', `/complaints/${made.id}/triage`, { severity: 'general', reason: '一般' });
  const page = await open(`/complaints/${made.id}`);
  await page.getByRole('button', { name: 'Promise compensation' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Kind').selectOption('points');
  await dialog.getByLabel('Points').fill('50');
  await dialog.getByRole('button', { name: 'Promise compensation' }).click();
  await dialog.waitFor({ state: 'detached' });
  const promises = page.getByRole('region', { name: 'Compensation' });
  await promises.getByText('50 points').waitFor();
  await promises.locator('[data-state="paid"]').waitFor();
  await page.goto(`${new URL(page.url()).origin}/memberships/${membership.id}`);
  await settled(page);
  await page.getByRole('region', { name: 'Ledger' }).getByText('+50').waitFor();
});
