import type { Api } from './api.ts';
import { violations } from './axe.ts';
import { test as base, expect, fitsSideways, settled } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

/** The programme of these journeys, with a level from 0 and one from 300 points. */
interface Programme {
  id: string;
  name: string;
  silver: string;
  gold: string;
}

const mark = unique('').toUpperCase();

const test = base.extend<object, { programme: Programme }>({
  programme: [
    async ({ api }, use) => {
      const programme = { name: `仙芋会员 ${mark}`, silver: `银卡 ${mark}`, gold: `金卡 ${mark}` };
      const { id } = await api.post('/membership-programmes', {
        code: unique('p'),
        name: programme.name,
        level_basis: 'points',
        points_per_unit: '1',
        valid_months: 12,
      });
      const levels = `/membership-programmes/${id}/levels`;
      await api.post(levels, { code: 'silver', name: programme.silver, points: 0 });
      await api.post(levels, { code: 'gold', name: programme.gold, points: 300 });
      await use({ id, ...programme });
    },
    { scope: 'worker' },
  ],
});

/** `amount` is in cents; 100 of them are a point. */
const buy = (api: Api, customer: string, amount: number) =>
  api.post('/purchases', {
    customer_id: customer,
    occurred_at: new Date().toISOString(),
    lines: [{ description: '招牌仙芋鲜', amount: { amount, currency: 'CNY' } }],
  });

test('goes from the counter to a card, to points, to a gift', async ({ api, open, programme }) => {
  const phone = uniquePhone();
  const name = unique('会员 ');
  const customer = await api.post('/customers', { name, phone });
  const page = await open('/');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command palette' }).fill(phone);
  await page.getByRole('option', { name: /^Look up in all stores/ }).click();
  const counter = page.getByRole('dialog', { name: 'Counter look-up' });
  await counter.getByRole('link', { name: 'Open the customer' }).click();
  await settled(page);

  const card = page.getByRole('region', { name: 'Memberships' });
  await expect(card.getByText('Not a member')).toBeVisible();
  await card.getByRole('button', { name: 'Enrol' }).click();
  const enrol = page.getByRole('dialog', { name: /^Enrol/ });
  await enrol.getByLabel('Programme').selectOption({ label: programme.name });
  await enrol.getByRole('button', { name: 'Enrol' }).click();
  await expect(enrol.getByText('This field is required')).toBeVisible();
  // The palette takes something with a digit in it for a card.
  const number = `VIP-7-${mark}`;
  await enrol.getByLabel('Card number').fill(number.toLowerCase());
  await enrol.getByRole('button', { name: 'Enrol' }).click();
  await expect(enrol).toHaveCount(0);
  await expect(card.getByText(number)).toBeVisible();

  await buy(api, customer.id, 35_000);
  await card.getByRole('link', { name: programme.name }).click();
  await settled(page);
  const points = page.getByRole('region', { name: 'Points', exact: true });
  await expect(points.getByText(programme.gold)).toBeVisible();
  await expect(points.getByText('350', { exact: true }).first()).toBeVisible();

  await page.getByRole('button', { name: 'Redeem points' }).click();
  const redeem = page.getByRole('dialog', { name: 'Redeem points' });
  await expect(redeem).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await redeem.getByLabel('Points').fill('351');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await expect(redeem.getByText('only 350 points can be spent')).toBeVisible();
  await redeem.getByLabel('Points').fill('120');
  await redeem.getByLabel('Purpose').fill('仙草冻一份');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await expect(redeem).toHaveCount(0);
  const ledger = page.getByRole('region', { name: 'Points history' });
  const first = ledger.locator('tbody tr').first();
  await expect(first).toContainText('-120');
  await expect(first).toContainText('230');
  await expect(first).toContainText('仙草冻一份');

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command palette' }).fill(number);
  await expect(page.getByRole('option', { name })).toBeVisible();
  await page.getByRole('option', { name: /^Look up in all stores/ }).click();
  const found = page.getByRole('dialog', { name: 'Counter look-up' });
  await expect(found.getByText('230 points')).toBeVisible();
  await found.getByRole('button', { name: 'Redeem points' }).click();
  await redeem.getByLabel('Points').fill('30');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await expect(redeem).toHaveCount(0);
  await expect(found.getByText('200 points')).toBeVisible();
});

test('does at the counter all that a till does, for somebody at home elsewhere', async ({
  api,
  open,
  programme,
}) => {
  const root = await api.rootUnit();
  const shop = async (name: string) =>
    api.post<{ id: string; name: string }>('/units', {
      code: unique('C'),
      name: unique(name),
      kind: 'store',
      ownership: 'own',
      parent_id: root,
    });
  const [home, here] = [await shop('Home '), await shop('Here ')];
  const staff = await api.newUser('Counter Staff', 'store_staff', here.id);
  const phone = uniquePhone();
  const customer = await api.post('/customers', { name: unique('Far '), phone, home_unit_id: home.id });
  const page = await open('/', { as: staff });
  const lookUp = async (number: string) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command palette' }).fill(number);
    await page.getByRole('option', { name: /^Look up in all stores/ }).click();
  };
  await lookUp(phone);
  const counter = page.getByRole('dialog', { name: 'Counter look-up' });
  await expect(counter.getByRole('button', { name: 'Record a purchase' })).toBeVisible();
  await expect(counter.getByRole('link', { name: 'Open the customer' })).toHaveCount(0);

  await counter.getByRole('button', { name: 'Enrol' }).click();
  const enrol = page.getByRole('dialog', { name: /^Enrol/ });
  await enrol.getByLabel('Programme').selectOption({ label: programme.name });
  await enrol.getByLabel('Card number').fill(`FAR-9-${mark}`);
  await enrol.getByRole('button', { name: 'Enrol' }).click();
  await expect(enrol).toHaveCount(0);
  await expect(counter.getByText(/\b0 points/)).toBeVisible();

  await counter.getByRole('button', { name: 'Record a purchase' }).click();
  const purchase = page.getByRole('dialog', { name: 'Record a purchase' });
  await expect(purchase.getByLabel('Store')).toHaveValue(here.name);
  await purchase.getByLabel(/^Amount/).fill('120');
  await purchase.getByRole('button', { name: 'Record a purchase' }).click();
  await expect(purchase).toHaveCount(0);
  await expect(counter.getByText(/\b120 points/)).toBeVisible();

  await counter.getByRole('button', { name: 'Redeem points' }).click();
  const redeem = page.getByRole('dialog', { name: 'Redeem points' });
  await redeem.getByLabel('Points').fill('50');
  await redeem.getByRole('button', { name: 'Redeem points' }).click();
  await expect(redeem).toHaveCount(0);
  await expect(counter.getByText(/\b70 points/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await counter.getByRole('button', { name: 'Undo' }).click();
  await expect(counter.getByText(/\b120 points/)).toBeVisible();
  const { data } = await api.get<{ data: { balance: number }[] }>(`/customers/${customer.id}/memberships`);
  expect(data.map((one) => one.balance)).toEqual([120]);

  await counter.getByRole('button', { name: 'Close' }).click();
  const unknown = uniquePhone();
  await lookUp(unknown);
  await expect(counter.getByText('No customer has this number')).toBeVisible();
  await counter.getByRole('button', { name: 'New customer with this number' }).click();
  const create = page.getByRole('dialog', { name: 'New customer' });
  await expect(create.getByLabel('Phone')).toHaveValue(unknown);
  await create.getByLabel('Name').fill(unique('New '));
  await create.getByRole('button', { name: 'Create' }).click();
  await expect(create).toHaveCount(0);
  await expect(counter.getByRole('button', { name: 'Record a purchase' })).toBeVisible();
  await expect(counter.getByRole('link', { name: 'Open the customer' })).toBeVisible();
});

test('undoes a redemption and replaces a lost card', async ({ api, open, programme }) => {
  const customer = await api.post('/customers', { name: unique('Undo ') });
  const card = unique('u-').toUpperCase();
  const made = await api.post('/memberships', { customer_id: customer.id, programme_id: programme.id, card });
  await buy(api, customer.id, 10_000);
  await api.post(`/memberships/${made.id}/redemptions`, { points: 40, note: '误操作' });
  const page = await open(`/memberships/${made.id}`);
  const ledger = page.getByRole('region', { name: 'Points history' });
  await ledger.getByRole('button', { name: /^Undo/ }).click();
  const ask = page.getByRole('dialog', { name: 'Undo the redemption' });
  await expect(ask.getByText('40 points go back to the card')).toBeVisible();
  await ask.getByRole('button', { name: 'Undo' }).click();
  await expect(ask).toHaveCount(0);
  await expect(ledger.getByText('Redemption undone')).toBeVisible();
  await expect(ledger.getByText('Undone', { exact: true })).toBeVisible();
  await expect(ledger.getByRole('button', { name: /^Undo/ })).toHaveCount(0);

  await page.getByRole('button', { name: 'Replace the card' }).click();
  const replace = page.getByRole('dialog', { name: 'Replace the card' });
  await replace.getByLabel('New card number').fill(`${card}-2`.toLowerCase());
  await replace.getByRole('button', { name: 'Save' }).click();
  await expect(replace).toHaveCount(0);
  await expect(page.getByText(`${card}-2`, { exact: true })).toBeVisible();
});

test('asks for points by hand, which somebody else has to approve, and suspends the card', async ({
  api,
  open,
  programme,
}) => {
  const customer = await api.post('/customers', { name: unique('Adjusted ') });
  const card = unique('k-').toUpperCase();
  const made = await api.post('/memberships', {
    customer_id: customer.id,
    programme_id: programme.id,
    card,
  });
  const page = await open(`/memberships/${made.id}`);
  await expect(page.getByText('No points yet')).toBeVisible();
  await page.getByRole('button', { name: 'Adjust points' }).click();
  const adjust = page.getByRole('dialog', { name: 'Adjust points' });
  await adjust.getByLabel('Points').fill('many');
  await adjust.getByLabel('Reason').fill('Cold soup');
  await adjust.getByRole('button', { name: 'Submit the request' }).click();
  await expect(adjust.getByText('Enter a whole number')).toBeVisible();
  await adjust.getByLabel('Points').fill('50');
  await adjust.getByRole('button', { name: 'Submit the request' }).click();
  await expect(adjust).toHaveCount(0);
  const adjustments = page.getByRole('region', { name: 'Adjustments' });
  await expect(adjustments.getByText('Cold soup')).toBeVisible();
  await expect(adjustments.getByText('Your own request must be decided by somebody else')).toBeVisible();

  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Suspended' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Redeem points' })).toHaveCount(0);
});

test('finds members, and changes a programme with errors at the fields', async ({ open }) => {
  const page = await open('/memberships');
  const card = page.getByRole('region', { name: 'Programmes' });
  await card.getByRole('button', { name: 'Create: Programme' }).click();
  const create = page.getByRole('dialog', { name: 'New programme' });
  await create.getByLabel('Name').fill(`Second ${mark}`);
  await create.getByLabel('Code').fill(unique('s'));
  await create.getByLabel('Points per unit of currency').fill('0');
  await create.getByRole('button', { name: 'Save' }).click();
  await expect(create.getByLabel('Points per unit of currency')).toHaveAttribute('aria-invalid', 'true');
  await create.getByLabel('Points per unit of currency').fill('0.5');
  await create.getByLabel('Levels are based on').selectOption('spend');
  await create.getByRole('button', { name: 'Save' }).click();
  await expect(create).toHaveCount(0);
  await card.getByRole('button', { name: `Add a level: Second ${mark}` }).click();
  const level = page.getByRole('dialog', { name: 'New level' });
  await level.getByLabel('Name').fill(`Green ${mark}`);
  await level.getByLabel('Code').fill('green');
  await level.getByLabel('Net spend needed in 12 months').fill('1,000');
  await level.getByRole('button', { name: 'Save' }).click();
  await expect(level).toHaveCount(0);
  await expect(card.getByText(`Green ${mark}`)).toBeVisible();
  await expect(card.getByText('from ¥1,000.00')).toBeVisible();

  await page.getByRole('searchbox', { name: 'Name, phone or card number' }).fill(unique('nobody'));
  await page.keyboard.press('Enter');
  await expect(page.getByText('No members match')).toBeVisible();
  await expect(page).toHaveURL(/[?&]q=/);
});

test('looks right in both languages and themes, also in a narrow window', async ({
  api,
  open,
  programme,
}) => {
  const customer = await api.post('/customers', { name: unique('王小明 ') });
  const card = unique('k-').toUpperCase();
  const made = await api.post('/memberships', {
    customer_id: customer.id,
    programme_id: programme.id,
    card,
  });
  await buy(api, customer.id, 31_250);
  await api.post(`/memberships/${made.id}/redemptions`, { points: 12, note: '仙草冻' });
  await api.post(`/memberships/${made.id}/adjustments`, { points: 20, reason: '补偿' });
  for (const language of ['zh-CN', 'en'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      for (const width of [1280, 320]) {
        const page = await open('/memberships', { language, theme, width });
        for (const path of ['/memberships', `/memberships/${made.id}`]) {
          await page.goto(path);
          await settled(page);
          expect(await violations(page), `${path} ${language} ${theme} ${width}`).toEqual([]);
          expect(await fitsSideways(page), `${path} ${language} ${width}`).toBe(true);
        }
        await page.context().close();
      }
    }
  }
});

test('tells enrolment, levels and points in the timeline, also in a narrow window', async ({
  api,
  open,
  programme,
}) => {
  const customer = await api.post('/customers', { name: unique('Timeline ') });
  const card = unique('t-').toUpperCase();
  await api.post('/memberships', { customer_id: customer.id, programme_id: programme.id, card });
  await buy(api, customer.id, 35_000);
  const page = await open(`/customers/${customer.id}?kind=points`, { width: 320 });
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByText('+350')).toBeVisible();
  await expect(timeline.getByText('Earned')).toBeVisible();
  await timeline.getByRole('button', { name: 'Points' }).click();
  await timeline.getByRole('button', { name: 'Level change' }).click();
  await expect(timeline.getByText(`${programme.silver} → ${programme.gold}`)).toBeVisible();
  await timeline.getByRole('button', { name: 'Level change' }).click();
  await timeline.getByRole('button', { name: 'Enrolment' }).click();
  await expect(timeline.getByRole('link', { name: programme.name })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Periods compared' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await fitsSideways(page)).toBe(true);
});
