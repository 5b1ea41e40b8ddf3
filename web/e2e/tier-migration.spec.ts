import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique } from './names.ts';

test('who moved between tiers is found in the matrix, the diagram and under other bounds', async ({
  api,
  open,
}) => {
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
  const last = new Date().getFullYear() - 1;
  for (const [year, amount] of [
    [last - 1, 200_000],
    [last, 20_000],
  ]) {
    await api.post('/purchases', {
      customer_id: customer.id,
      unit_id: unit.id,
      occurred_at: `${year}-06-15T04:00:00Z`,
      lines: [{ amount: { amount, currency: 'CNY' } }],
    });
  }
  const asked = `from_year=${last - 1}&to_year=${last}&unit_id=${unit.id}`;
  const page = await open(`/tier-migration?${asked}`);
  await settled(page);
  const table = page.getByRole('table', { name: `From ${last - 1} to ${last}` });
  await expect(table.getByRole('link', { name: 'Tier B to Tier C 1' })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const band = page
    .getByRole('link', { name: new RegExp(`${last - 1} to ${last}, Tier B to Tier C: 1`) })
    .first();
  await band.focus();
  await expect(page.locator('.sankey .chart-reading')).toHaveText(/Tier B to Tier C: 1/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tier-migration\/customers\?year=\d+&from=B&to=C/);
  await settled(page);
  await expect(page.getByRole('link', { name: who })).toBeVisible();
  await page.goBack();
  await settled(page);

  await page.getByLabel('A from').fill('100');
  await page.getByLabel('B from').fill('150');
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(page.getByText('It has to be above the bound of B')).toBeVisible();
  await page.getByLabel('B from').fill('50');
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(page).toHaveURL(/a_from=10000&b_from=5000/);
  await page
    .getByRole('link', { name: /^Rose: 1$/ })
    .last()
    .click();
  await expect(page).toHaveURL(/\/tier-migration\/what-if\?/);
  await settled(page);
  await page.getByRole('link', { name: who }).click();
  await expect(page.getByRole('heading', { name: new RegExp(who) })).toBeVisible();
});
