import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique } from './names.ts';

test('the structure of customers leads to those behind a figure', async ({ api, open }) => {
  const parent_id = await api.rootUnit();
  const shop = unique('Shop ');
  const unit = await api.post('/units', {
    code: unique('T'),
    name: shop,
    kind: 'store',
    ownership: 'own',
    parent_id,
  });
  const who = unique('韩梅 ');
  const customer = await api.post('/customers', { name: who, home_unit_id: unit.id });
  await api.post('/purchases', {
    customer_id: customer.id,
    unit_id: unit.id,
    occurred_at: new Date().toISOString(),
    lines: [{ amount: { amount: 4200, currency: 'CNY' } }],
  });
  const page = await open('/structure');
  await page.getByLabel('By', { exact: true }).selectOption('unit');
  await expect(page).toHaveURL(/by=unit/);
  await settled(page);
  const row = page
    .getByRole('table', { name: 'Customer structure' })
    .getByRole('row', { name: new RegExp(shop) });
  const heat = page.getByRole('grid', { name: 'Retention by month of first purchase' });
  await heat
    .getByRole('gridcell', { name: /0 months later/ })
    .first()
    .focus();
  await page.keyboard.press('ArrowDown');
  await expect(heat.locator('.heat:focus')).toHaveCount(1);
  expect(await violations(page)).toEqual([]);
  await row.getByRole('link', { name: /New 1$/ }).click();
  await expect(page).toHaveURL(/\/structure\/customers\?part=new/);
  await settled(page);
  await page.getByRole('link', { name: who }).click();
  await expect(page.getByRole('heading', { name: new RegExp(who) })).toBeVisible();
});
