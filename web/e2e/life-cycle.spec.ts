import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique } from './names.ts';

test('says where a customer stands, and that stages are worked out every night', async ({ api, open }) => {
  const unit = await api.rootUnit();
  const customer = await api.post('/customers', { name: unique('何晴 '), home_unit_id: unit });
  const page = await open(`/customers/${customer.id}`);
  const card = page.getByRole('region', { name: 'Life cycle' });
  await expect(card.getByText('Exploration')).toBeVisible();
  await expect(card.getByText('Has not bought anything yet')).toBeVisible();

  await api.post('/purchases', {
    customer_id: customer.id,
    unit_id: unit,
    occurred_at: new Date().toISOString(),
    lines: [{ amount: { amount: 4200, currency: 'CNY' } }],
  });
  await page.reload();
  await settled(page);
  await expect(card.getByText('Not worked out yet')).toBeVisible();

  // The server works the stages out as it starts; nobody moves before the next night.
  await expect(async () => {
    await page.goto('/life-cycle');
    await expect(page.getByText(/^As of .* worked out/)).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(page.getByText('days and spend alone decide')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Movements from/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.goto('/life-cycle/customers?stage=lost');
  await settled(page);
  await expect(page.getByLabel('Stage', { exact: true })).toHaveValue('lost');
});
