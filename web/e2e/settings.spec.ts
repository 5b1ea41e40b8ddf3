import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';

test('changes the tier policy, checked first, as a new version', async ({ open }) => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Tier policy' });
  const rows = card.locator('tbody tr');
  const before = await rows.count();
  await card.getByLabel('Tier B from').fill('9999999');
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(card.getByText('The bounds of A and B are in the wrong order')).toBeVisible();
  const bound = (1400 + Math.floor(Math.random() * 99)).toFixed(2);
  await card.getByLabel('Tier B from').fill(bound);
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(rows).toHaveCount(before + 1);
  await expect(rows.first().getByText(`B ≥ ¥${bound.replace(/^1/, '1,')}`)).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(page.getByLabel('Tier B from')).toHaveValue(bound);
});

test('explains the other method, and asks for what it needs', async ({ open }) => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Tier policy' });
  await card.getByLabel('Method').selectOption('cumulative_share');
  await expect(card.getByText('equal spend means the same tier')).toBeVisible();
  await card.getByLabel('Tier A up to').fill('95');
  await card.getByLabel('Tier B up to').fill('80');
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(card.getByText('wrong order')).toBeVisible();
  await card.getByLabel('Period').selectOption('trailing_months');
  await expect(card.getByLabel('Months')).toHaveValue('12');
});

test('sets what complaints are handled by, refused at its field when it makes no sense', async ({ open }) => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Complaint policy' });
  const region = card.getByLabel('Region, per complaint (¥)');
  await region.fill('many');
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(card.getByText('Enter an amount')).toBeVisible();
  await region.fill('0.01');
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(card.getByText('is out of range')).toBeVisible();
  const limit = (1000 + Math.floor(Math.random() * 99)).toFixed(2);
  await region.fill(limit);
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await expect(card.getByText(/^\s*Version \d+, in effect from/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await settled(page);
  await expect(region).toHaveValue(limit);
});

test('sets the bounds of messages', async ({ api, open }) => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Messages' });
  await card.getByLabel('Quiet hours from').fill('25:00');
  await card.getByRole('button', { name: 'Save' }).click();
  await expect(card.getByText('such as 09:30')).toBeVisible();
  await card.getByLabel('Quiet hours from').fill('21:30');
  const rate = String(10 + Math.floor(Math.random() * 90));
  await card.getByLabel('SMS per second').fill(rate);
  await card.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => api.get<{ policy: { sms_per_second: number } }>('/settings/messaging'))
    .toMatchObject({
      policy: { quiet_from: '21:30', sms_per_second: Number(rate) },
    });
});

test('closes a store on its last day, and opens it again', async ({ api, open }) => {
  const name = `临时店 ${Math.random().toString(36).slice(2, 8)}`;
  await api.post('/units', {
    code: name.slice(-6),
    name,
    kind: 'store',
    ownership: 'own',
    parent_id: await api.rootUnit(),
  });
  const page = await open('/units');
  const row = page.getByRole('row', { name: new RegExp(name) });
  const dialog = page.getByRole('dialog');
  await row.getByRole('button', { name: /^Edit/ }).click();
  await dialog.getByLabel('State').selectOption('closed');
  await dialog.getByLabel('Last day').fill('2026-02-28');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row.getByText('Feb 28, 2026')).toBeVisible();
  await row.getByRole('button', { name: /^Edit/ }).click();
  await expect(dialog.getByLabel('Last day')).toHaveValue('2026-02-28');
  await dialog.getByLabel('State').selectOption('active');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(row.getByText('Feb 28, 2026')).toBeHidden();
});
