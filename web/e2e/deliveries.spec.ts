import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique } from './names.ts';

interface Made {
  id: string;
}

test('shows what was promised to a customer and came late and short', async ({ api, open }) => {
  const name = unique('Hotel ');
  const customer = await api.post<Made>('/customers', { name, kind: 'business' });
  const today = new Date().toISOString().slice(0, 10);
  const first = `${today.slice(0, 8)}01`;
  const purchase = await api.post<Made>('/purchases', {
    customer_id: customer.id,
    unit_id: await api.rootUnit(),
    occurred_at: new Date(Date.now() - 3_600_000).toISOString(),
    lines: [{ description: 'Dumplings', quantity: '30', amount: { amount: 90_000, currency: 'CNY' } }],
  });
  await api.put(`/purchases/${purchase.id}/delivery`, {
    promised_on: first,
    delivered_on: first,
    lines: [{ number: 1, ordered_quantity: '40', short_quantity: '10' }],
  });

  const page = await open(`/deliveries?by=customer&month=${first}`);
  await settled(page);
  expect(await violations(page)).toEqual([]);
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row.getByRole('cell')).toHaveText([name, '1', '0', '0', '100%', '0%', '25%']);
  await row.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
});
