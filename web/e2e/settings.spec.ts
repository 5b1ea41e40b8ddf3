import { expect, it } from 'vitest';
import { violations } from './axe.ts';
import { open, settled } from './harness.ts';

it('changes the tier policy, checked first, as a new version', async () => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Tier policy' });
  const rows = card.locator('tbody tr');
  const before = await rows.count();
  await card.getByLabel('Class B from').fill('9999999');
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await card.getByText('The bounds of A and B are in the wrong order').waitFor();
  const bound = (1400 + Math.floor(Math.random() * 99)).toFixed(2);
  await card.getByLabel('Class B from').fill(bound);
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await expect.poll(() => rows.count()).toBe(before + 1);
  await rows.first().getByText(`B ≥ ${bound}`).waitFor();
  await page.reload();
  await settled(page);
  expect(await page.getByLabel('Class B from').inputValue()).toBe(bound);
});

it('explains the other method, and asks for what it needs', async () => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Tier policy' });
  await card.getByLabel('Method').selectOption('cumulative_share');
  await card.getByText('equal spend is one class').waitFor();
  await card.getByLabel('Class A up to').fill('95');
  await card.getByLabel('Class B up to').fill('80');
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await card.getByText('wrong order').waitFor();
  await card.getByLabel('Window').selectOption('trailing_months');
  expect(await card.getByLabel('Months').inputValue()).toBe('12');
});

it('sets what complaints are handled by, refused at its field when it makes no sense', async () => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Complaint policy' });
  const region = card.getByLabel('Region (CNY)');
  await region.fill('many');
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await card.getByText('Enter an amount').waitFor();
  await region.fill('0.01');
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await card.getByText('region_limit is out of range').waitFor();
  const limit = (1000 + Math.floor(Math.random() * 99)).toFixed(2);
  await region.fill(limit);
  await card.getByRole('button', { name: 'Save as a new version' }).click();
  await card.getByText(/^\s*Version \d+, counts from/).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await settled(page);
  expect(await region.inputValue()).toBe(limit);
});
