import { beforeAll, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { api, fitsSideways, open, settled, unique, uniquePhone } from './harness.ts';

interface Made {
  id: string;
}

const mark = unique('').toUpperCase();
const programmeName = `仙芋会员 ${mark}`;
let programme = '';

beforeAll(async () => {
  const made = await api<Made>('POST', '/membership-programmes', {
    code: unique('p'),
    name: programmeName,
    level_basis: 'points',
    points_per_unit: '1',
    valid_months: 12,
  });
  programme = made.id;
  await api('POST', `/membership-programmes/${programme}/levels`, {
    code: 'silver',
    name: `银卡 ${mark}`,
    points: 0,
  });
  await api('POST', `/membership-programmes/${programme}/levels`, {
    code: 'gold',
    name: `金卡 ${mark}`,
    points: 300,
  });
});

const buy = (customer: string, amount: number) =>
  api('POST', '/purchases', {
    customer_id: customer,
    occurred_at: new Date().toISOString(),
    lines: [{ description: '招牌仙芋鲜', amount: { amount, currency: 'CNY' } }],
  });

it('goes from the counter to a card, to points, to a gift', async () => {
  const phone = uniquePhone();
  const name = unique('会员 ');
  const customer = await api<Made>('POST', '/customers', { name, phone });
  const page = await open('/');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command palette' }).fill(phone);
  await page.getByRole('option', { name: /^Look up chain-wide/ }).click();
  const counter = page.getByRole('dialog', { name: 'Look-up at the counter' });
  await counter.getByRole('link', { name: 'Open the customer' }).click();
  await settled(page);

  const card = page.getByRole('region', { name: 'Memberships' });
  await card.getByText('Not a member').waitFor();
  await card.getByRole('button', { name: 'Enrol' }).click();
  const enrol = page.getByRole('dialog', { name: /^Enrol/ });
  await enrol.getByLabel('Programme').selectOption({ label: programmeName });
  await enrol.getByRole('button', { name: 'Enrol' }).click();
  await enrol.getByText('Please fill this in').waitFor();
  const number = `VIP-${mark}`;
  await enrol.getByLabel('Card number').fill(number.toLowerCase());
  await enrol.getByRole('button', { name: 'Enrol' }).click();
  await enrol.waitFor({ state: 'detached' });
  await card.getByText(number).waitFor();

  await buy(customer.id, 35_000);
  await card.getByRole('link', { name: programmeName }).click();
  await settled(page);
  const points = page.getByRole('region', { name: 'Points', exact: true });
  await points.getByText(`金卡 ${mark}`).waitFor();
  await points.getByText('350', { exact: true }).first().waitFor();

  await page.getByRole('button', { name: 'Redeem points' }).click();
  const redeem = page.getByRole('dialog', { name: 'Redeem points' });
  expect(await violations(page)).toEqual([]);
  await redeem.getByLabel('Points').fill('351');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await redeem.getByText('only 350 points can be spent').waitFor();
  await redeem.getByLabel('Points').fill('120');
  await redeem.getByLabel('What for').fill('仙草冻一份');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await redeem.waitFor({ state: 'detached' });
  const ledger = page.getByRole('region', { name: 'Ledger' });
  const first = ledger.locator('tbody tr').first();
  await expect.poll(() => first.textContent()).toContain('-120');
  expect(await first.textContent()).toContain('230');
  expect(await first.textContent()).toContain('仙草冻一份');

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command palette' }).fill(number);
  await page.getByRole('option', { name }).waitFor();
  await page.getByRole('option', { name: /^Look up chain-wide/ }).click();
  const found = page.getByRole('dialog', { name: 'Look-up at the counter' });
  await found.getByText('230 points').waitFor();
  await found.getByRole('button', { name: 'Redeem points' }).click();
  await redeem.getByLabel('Points').fill('30');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await redeem.waitFor({ state: 'detached' });
  await found.getByText('200 points').waitFor();
});

it('asks for points by hand, which somebody else has to approve, and suspends the card', async () => {
  const customer = await api<Made>('POST', '/customers', { name: unique('Adjusted ') });
  const card = unique('k-').toUpperCase();
  const made = await api<Made>('POST', '/memberships', {
    customer_id: customer.id,
    programme_id: programme,
    card,
  });
  const page = await open(`/memberships/${made.id}`);
  await page.getByText('No points yet').waitFor();
  await page.getByRole('button', { name: 'Adjust points' }).click();
  const adjust = page.getByRole('dialog', { name: 'Adjust points' });
  await adjust.getByLabel('Points').fill('many');
  await adjust.getByLabel('Reason').fill('Cold soup');
  await adjust.getByRole('button', { name: 'Ask for it' }).click();
  await adjust.getByText('Enter a whole number').waitFor();
  await adjust.getByLabel('Points').fill('50');
  await adjust.getByRole('button', { name: 'Ask for it' }).click();
  await adjust.waitFor({ state: 'detached' });
  const adjustments = page.getByRole('region', { name: 'Adjustments' });
  await adjustments.getByText('Cold soup').waitFor();
  await adjustments.getByText('Somebody else decides on what you asked for').waitFor();

  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Suspended' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Reopen' }).waitFor();
  expect(await page.getByRole('button', { name: 'Redeem points' }).count()).toBe(0);
});

it('finds members, and changes a programme with errors at the fields', async () => {
  const page = await open('/memberships');
  const card = page.getByRole('region', { name: 'Programmes' });
  await card.getByRole('button', { name: 'Create: Programme' }).click();
  const create = page.getByRole('dialog', { name: 'New programme' });
  await create.getByLabel('Name').fill(`Second ${mark}`);
  await create.getByLabel('Code').fill(unique('s'));
  await create.getByLabel('Points for one unit of money').fill('0');
  await create.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => create.getByLabel('Points for one unit of money').getAttribute('aria-invalid'))
    .toBe('true');
  await create.getByLabel('Points for one unit of money').fill('0.5');
  await create.getByLabel('Levels are reached by').selectOption('spend');
  await create.getByRole('button', { name: 'Save' }).click();
  await create.waitFor({ state: 'detached' });
  await card.getByRole('button', { name: `Add a level: Second ${mark}` }).click();
  const level = page.getByRole('dialog', { name: 'New level' });
  await level.getByLabel('Name').fill(`Green ${mark}`);
  await level.getByLabel('Code').fill('green');
  await level.getByLabel('From this net spend').fill('1,000');
  await level.getByRole('button', { name: 'Save' }).click();
  await level.waitFor({ state: 'detached' });
  await card.getByText(`Green ${mark}`).waitFor();
  await card.getByText('from ¥1,000.00').waitFor();

  await page.getByRole('searchbox', { name: 'Name, end of phone, or card' }).fill(unique('nobody'));
  await page.keyboard.press('Enter');
  await page.getByText('No member matches').waitFor();
  expect(page.url()).toContain('q=');
});

it('looks right in both languages and themes, also in a narrow window', async () => {
  const customer = await api<Made>('POST', '/customers', { name: unique('王小明 ') });
  const card = unique('k-').toUpperCase();
  const made = await api<Made>('POST', '/memberships', {
    customer_id: customer.id,
    programme_id: programme,
    card,
  });
  await buy(customer.id, 31_250);
  await api('POST', `/memberships/${made.id}/redemptions`, { points: 12, note: '仙草冻' });
  await api('POST', `/memberships/${made.id}/adjustments`, { points: 20, reason: '补偿' });
  for (const language of ['zh-CN', 'en'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      for (const width of [1280, 320]) {
        const page = await open('/memberships', { language, theme, width });
        for (const path of ['/memberships', `/memberships/${made.id}`]) {
          await page.goto(new URL(path, page.url()).href);
          await settled(page);
          expect(await violations(page), `${path} ${language} ${theme} ${width}`).toEqual([]);
          expect(await fitsSideways(page), `${path} ${language} ${width}`).toBe(true);
        }
        await page.context().close();
      }
    }
  }
});

it('tells enrolment, levels and points in the timeline, also in a narrow window', async () => {
  const customer = await api<Made>('POST', '/customers', { name: unique('Timeline ') });
  const card = unique('t-').toUpperCase();
  await api('POST', '/memberships', { customer_id: customer.id, programme_id: programme, card });
  await buy(customer.id, 35_000);
  const page = await open(`/customers/${customer.id}?kind=points`, { width: 320 });
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.getByText('+350').waitFor();
  await timeline.getByText('Earned').waitFor();
  await timeline.getByRole('button', { name: 'Points' }).click();
  await timeline.getByRole('button', { name: 'Level change' }).click();
  await timeline.getByText(`银卡 ${mark} → 金卡 ${mark}`).waitFor();
  await timeline.getByRole('button', { name: 'Level change' }).click();
  await timeline.getByRole('button', { name: 'Enrolment' }).click();
  await timeline.getByRole('link', { name: programmeName }).waitFor();
  await page.getByRole('table', { name: 'Periods compared' }).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await fitsSideways(page)).toBe(true);
});
