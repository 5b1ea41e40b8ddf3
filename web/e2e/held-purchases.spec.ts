import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

interface Made {
  id: string;
}

test('assigns a purchase of somebody unknown, and sees it in the takings', async ({ api, open }) => {
  const code = unique('hold')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  await api.post('/partners', { code, name: code, unknown_customers: 'hold' });
  const phone = uniquePhone();
  const unit = await api.rootUnit();
  const sale = (customer: object, external_id: string) => ({
    ...customer,
    partner: code,
    external_id,
    unit_id: unit,
    occurred_at: new Date(Date.now() - 3_600_000).toISOString(),
    lines: [{ description: 'Tea', amount: { amount: 4_321, currency: 'CNY' } }],
  });
  await api.post('/purchases', sale({ customer: { phone } }, 'one'));
  await api.post('/purchases', sale({ customer: { phone } }, 'two'));
  const name = unique('Owner ');
  const customer = await api.post<Made>('/customers', { name });

  const page = await open('/held-purchases');
  await settled(page);
  expect(await violations(page)).toEqual([]);
  const row = (receipt: string) => page.getByRole('row').filter({ hasText: `${code} · ${receipt}` });
  await row('one')
    .getByRole('button', { name: /Assign to a customer/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Customer' }).fill(name);
  await dialog.getByLabel(/Add what the purchase names/).check();
  await dialog.getByRole('button', { name: 'Assign to a customer' }).click();
  await expect(row('one')).toHaveCount(0);
  await row('two')
    .getByRole('button', { name: /Keep without a customer/ })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep without a customer' }).click();
  await expect(row('two')).toHaveCount(0);

  const person = await open(`/customers/${customer.id}`);
  await expect(person.getByText('43.21').first()).toBeVisible();
  const takings = await open('/takings');
  await settled(takings);
  expect(await violations(takings)).toEqual([]);
  await expect(takings.getByRole('region', { name: 'Total' })).toBeVisible();
});
