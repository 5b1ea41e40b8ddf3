import { violations } from './axe.ts';
import { expect, fitsSideways, pick, test } from './harness.ts';
import { unique } from './names.ts';

test('hands the work of a leaver to a successor, who is told', async ({ api, open }) => {
  const [leaving, taking] = [unique('离职'), unique('接手')];
  await api.newUser(leaving, 'store_manager');
  const person = await api.newUser(taking, 'store_manager');
  const named = async (q: string) => {
    const { data } = await api.get<{ data: { id: string }[] }>(`/users?q=${encodeURIComponent(q)}`);
    return data[0]?.id ?? '';
  };
  const [leaver, successor] = [await named(leaving), await named(taking)];
  const customer = await api.post('/customers', { name: unique('老客'), owner_id: leaver });
  await api.post('/tasks', { title: unique('回访'), owner_id: leaver });

  const page = await open('/users');
  await page.getByLabel('Search').fill(leaving);
  await page.getByRole('button', { name: `Hand over: ${leaving}` }).click();
  const dialog = page.getByRole('dialog', { name: `Hand over the work of ${leaving}` });
  await expect(dialog.getByRole('checkbox', { name: 'Customers they own: 1' })).toBeChecked();
  await expect(dialog.getByRole('checkbox', { name: 'Open complaints: 0' })).not.toBeChecked();
  expect(await violations(page)).toEqual([]);
  expect(await fitsSideways(page)).toBe(true);
  await pick(dialog.getByRole('combobox', { name: 'To' }), taking);
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(dialog).toHaveCount(0);

  const owner = async () => (await api.get<{ owner_id: string }>(`/customers/${customer.id}`)).owner_id;
  await expect.poll(owner).toBe(successor);
  const home = await open('/', { as: person });
  await home.getByRole('button', { name: /^Notifications: \d+ unread$/ }).click({ timeout: 40_000 });
  const told = home.getByRole('region', { name: 'Notifications' });
  await expect(told.getByText(leaving)).toBeVisible();
});
