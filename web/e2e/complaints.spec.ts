import { test as base, expect, pick, settled } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

/** Where complaints happen, and what they are about. */
interface Place {
  unit: string;
  unitName: string;
  category: string;
}

const test = base.extend<object, { place: Place }>({
  place: [
    async ({ api }, use) => {
      const units = await api.get<{ data: { id: string; name: string }[] }>('/units?limit=100');
      const code = unique('K');
      const made = await api.post('/complaint-categories', { code, name: unique('食品安全 ') });
      const [unit] = units.data;
      await use({ unit: unit?.id ?? '', unitName: unit?.name ?? '', category: made.id });
    },
    { scope: 'worker' },
  ],
});

test('goes with a major complaint from intake to closing', async ({ open, place }) => {
  const page = await open('/complaints');
  const text = unique('豆花里有异物 ');
  await page.getByRole('button', { name: 'New complaint' }).click();
  const intake = page.getByRole('dialog');
  await intake.getByLabel("Customer's phone").fill(uniquePhone());
  await intake.getByLabel("Customer's name (if new)").fill('李雷');
  await expect(intake.getByText('Not a customer yet: a prospect will be created')).toBeVisible();
  await pick(intake.getByLabel('Store'), place.unitName);
  await intake.getByLabel('Category').selectOption(place.category);
  await intake.getByLabel('What happened').fill(text);
  await intake.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: text })).toBeVisible();

  const step = async (name: string, fill: () => Promise<void>) => {
    await page.getByRole('region', { name: 'Next steps' }).getByRole('button', { name, exact: true }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await fill();
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await settled(page);
  };
  const dialog = page.getByRole('dialog');
  const judge = await page.getByRole('button', { name: 'Triage', exact: true }).elementHandle();
  await step('Triage', async () => {
    await dialog.getByLabel('Severity').selectOption('major');
  });
  // The button that takes its place is another: a press that began on this one is not that one's click.
  await expect.poll(() => judge?.evaluate((button) => button.isConnected)).toBe(false);
  await expect(page.locator('.chain [aria-current="step"]', { hasText: 'Operations' })).toBeVisible();
  await step('Verify', async () => {
    await dialog.getByLabel('Finding').selectOption('founded');
    const people = dialog.getByRole('combobox', { name: 'Task force' });
    await people.click();
    const first = dialog.getByRole('listbox').getByRole('option').first();
    const person = ((await first.textContent()) ?? '').trim();
    await first.click();
    // Found by typing, then a chip that takes the person away again.
    await expect(dialog.getByRole('checkbox', { name: person })).toBeChecked();
    await expect(people).toHaveValue('');
    await dialog.getByRole('checkbox', { name: person }).uncheck();
    await expect(people).toBeFocused();
    await expect(dialog.getByRole('checkbox')).toHaveCount(0);
    await pick(people, person);
    await expect(dialog.getByRole('checkbox', { name: person })).toBeChecked();
  });
  await expect(page.locator('.page-head .state', { hasText: 'Founded' })).toBeVisible();
  await step('Promise compensation', async () => {
    await dialog.getByLabel('Type').selectOption('apology');
  });
  await step('Resolve', async () => {
    await dialog.getByLabel('Root cause').selectOption('foreign_object');
    await dialog.getByLabel('Resolution').fill('下架该批次并致歉');
    await dialog.getByLabel('Lesson learned').fill('出餐前复检');
  });
  const close = page.getByRole('button', { name: 'Close the case' });
  await close.click();
  await expect(page.getByText(/not given yet/)).toBeVisible();
  await page.getByRole('button', { name: 'Fulfilled: Apology' }).click();
  await expect(
    page.getByRole('region', { name: 'Compensation' }).locator('[data-state="paid"]'),
  ).toBeVisible();
  await close.click();
  await expect(page.locator('.page-head .state', { hasText: 'Closed' })).toBeVisible();
  await page.goto(`/complaints?q=${encodeURIComponent('出餐前复检')}&state=closed`);
  await settled(page);
  await expect(page.getByRole('link', { name: text })).toBeVisible();
});

test('shows a case whose clock ran out, and that the next level has it', async ({ api, open, place }) => {
  const made = await api.post('/complaints', {
    complainant: { name: '韩梅梅' },
    unit_id: place.unit,
    category_id: place.category,
    text: unique('等太久 '),
    occurred_at: '2026-01-05T02:00:00Z',
  });
  const level = async () => (await api.get<{ level: string }>(`/complaints/${made.id}`)).level;
  await expect.poll(level).not.toBe('store');
  const page = await open(`/complaints/${made.id}`);
  await expect(page.getByText('Escalated').first()).toBeVisible();
  await expect(page.locator('.state[data-state="missed"]').first()).toBeVisible();
  await page.goto('/complaints?view=board');
  await settled(page);
  await expect(page.getByRole('region', { name: /^Received/ })).toBeVisible();
});

test('keeps a calendar with its holidays, and refuses one without hours', async ({ open }) => {
  const page = await open('/calendars');
  const name = unique('门店 ');
  await page.getByRole('button', { name: 'New calendar' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Code').fill(unique('W'));
  await dialog.getByLabel('Monday').fill('all day');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Enter hours such as')).toBeVisible();
  await dialog.getByLabel('Monday').fill('18:00-02:00');
  await dialog.getByLabel('Holidays').fill('2026-10-01 国庆节');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('row', { name: new RegExp(name) }).getByText('18:00-02:00')).toBeVisible();
});

test('promises points, which are booked at once within the limit', async ({ api, open, place }) => {
  const phone = uniquePhone();
  const customer = await api.post('/customers', { name: unique('积分 '), phone });
  const programme = await api.post('/membership-programmes', {
    code: unique('c'),
    name: unique('会员 '),
    level_basis: 'points',
    points_per_unit: '1',
  });
  const card = { customer_id: customer.id, programme_id: programme.id, card: unique('c-').toUpperCase() };
  const membership = await api.post('/memberships', card);
  const made = await api.post('/complaints', {
    customer_id: customer.id,
    unit_id: place.unit,
    category_id: place.category,
    text: unique('冰太多 '),
  });
  await api.post(`/complaints/${made.id}/triage`, { severity: 'general', reason: '一般' });
  const page = await open(`/complaints/${made.id}`);
  await page.getByRole('button', { name: 'Promise compensation' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Type').selectOption('points');
  await dialog.getByLabel('Points').fill('50');
  await dialog.getByRole('button', { name: 'Promise compensation' }).click();
  await expect(dialog).toHaveCount(0);
  const promises = page.getByRole('region', { name: 'Compensation' });
  await expect(promises.getByText('50 points')).toBeVisible();
  await expect(promises.locator('[data-state="paid"]')).toBeVisible();
  await page.goto(`/memberships/${membership.id}`);
  await settled(page);
  await expect(page.getByRole('region', { name: 'Points history' }).getByText('+50')).toBeVisible();
});
