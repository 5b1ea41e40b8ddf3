import { expect, pick, settled, test } from './harness.ts';
import { unique } from './names.ts';

test('tells in sentences who did what, with what was before, and leads to it', async ({ api, open }) => {
  const name = unique('林黛玉');
  const customer = await api.post('/customers', { name, city: '上海' });
  await api.patch(`/customers/${customer.id}`, 1, { city: '北京' });
  const page = await open(`/audit?subject_id=${customer.id}`);
  await settled(page);
  const entry = page.getByRole('row', { name: /changed the customer/ });
  await expect(entry.getByText('City: 上海 → 北京')).toBeVisible();
  // It has no name there: the end of its id tells it apart.
  await expect(entry.getByRole('link', { name: `…${customer.id.slice(-6)}` })).toHaveAttribute(
    'href',
    `/customers/${customer.id}`,
  );
  await pick(page.getByRole('combobox', { name: 'Deed' }), 'changed the customer …');
  await expect(page).toHaveURL(/action=customers\.change/);
  await expect(entry).toHaveCount(1);
});
