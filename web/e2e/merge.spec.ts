import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

interface Customer {
  id: string;
}

test('merges two customers side by side, and undoes it', async ({ api, open }) => {
  const [stays, goes] = [unique('Keeper '), unique('Double ')];
  const phone = uniquePhone();
  const survivor = await api.post<Customer>('/customers', { name: stays, city: 'Suzhou' });
  const merged = await api.post<Customer>('/customers', { name: goes, city: 'Wuxi', phone });
  await api.post('/purchases', {
    customer_id: merged.id,
    occurred_at: new Date(Date.now() - 3_600_000).toISOString(),
    lines: [{ description: 'Tea', quantity: '1', amount: { amount: 2_000, currency: 'CNY' } }],
  });
  const page = await open(`/customers/${survivor.id}`);
  await page.getByRole('link', { name: 'Merge', exact: true }).click();
  await page.getByLabel('Name, phone or card number').fill(goes);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('link', { name: goes }).click();
  await expect(page.getByRole('heading', { name: 'Side by side' })).toBeVisible();
  await expect(page.getByText('Purchases together')).toBeVisible();
  await page.getByRole('radiogroup', { name: 'City' }).getByText('Wuxi').click();
  await settled(page);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Merge' }).click();
  await expect(page.getByRole('heading', { level: 1, name: stays })).toBeVisible();
  await expect(page.getByText('Wuxi')).toBeVisible();
  const card = page.getByRole('region', { name: 'Merged customers' });
  await expect(card.getByText(`Merged from ${goes}`)).toBeVisible();
  await card.getByRole('button', { name: /Undo merge/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo merge' }).click();
  await expect(card.getByText(/Undone/)).toBeVisible();
  await expect(page.getByText('Suzhou')).toBeVisible();
  await card.getByRole('link', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { level: 1, name: goes })).toBeVisible();
});

test('finds duplicates and lets one say that they are two', async ({ api, open }) => {
  const name = unique('Twin ');
  const birthday = { year: 1988, month: 8, day: 15, calendar: 'solar' };
  for (const city of ['Suzhou', 'Wuxi']) await api.post('/customers', { name, city, birthday });
  const page = await open('/duplicates');
  await page.getByRole('button', { name: 'Search now' }).first().click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row.getByText('same name', { exact: false })).toBeVisible();
  await settled(page);
  expect(await violations(page)).toEqual([]);
  await row.getByRole('button', { name: /Not the same/ }).click();
  await expect(row).toHaveCount(0);
});
