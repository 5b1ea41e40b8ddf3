import { violations } from './axe.ts';
import { expect, pick, settled, test } from './harness.ts';
import { unique } from './names.ts';

interface Made {
  id: string;
}

test('a competitor is registered, named in an interaction, and counted', async ({ api, open }) => {
  const name = unique('Rival ');
  const page = await open('/competitors#new');
  const dialog = page.getByRole('dialog', { name: 'Register a competitor' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Code').fill(unique('R'));
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('row', { name: new RegExp(`${name}.* 0 `) })).toBeVisible();

  const customer = await api.post<Made>('/customers', { name: unique('Talker ') });
  const person = await open(`/customers/${customer.id}`);
  await person.getByRole('button', { name: 'Record an interaction' }).click();
  const noting = person.getByRole('dialog', { name: 'Record an interaction' });
  await noting.getByLabel('Notes').fill('Goes there on Sundays');
  await pick(noting.getByLabel('Competitor mentioned'), name);
  await noting.getByRole('button', { name: 'Add' }).click();
  const timeline = person.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByText(name)).toBeVisible();

  const list = await open('/competitors');
  const row = list.getByRole('row', { name: new RegExp(`${name}.* 1 1 0 `) });
  await row.getByRole('button', { name: `Edit: ${name}` }).click();
  const edit = list.getByRole('dialog', { name: 'Change a competitor' });
  await edit.getByLabel('Archive this competitor').check();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(list.getByRole('row', { name: new RegExp(`${name} Archived`) })).toBeVisible();
  await settled(list);
  expect(await violations(list)).toEqual([]);
});

test('who referred a customer is noted, and what those brought came to', async ({ api, open }) => {
  const leader = unique('Leader ');
  const { id } = await api.post<Made>('/customers', { name: leader });
  const friend = unique('Friend ');
  const page = await open('/customers');
  await page.getByRole('button', { name: 'New customer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await dialog.getByLabel('Name').fill(friend);
  await dialog.getByLabel('Referred by').fill(leader);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: friend })).toBeVisible();
  const completeness = page.getByRole('region', { name: 'Completeness of the profile' });
  await expect(completeness.getByText(/Ask next: phone, birthday/)).toBeVisible();
  await page.getByRole('link', { name: 'Open the referrer' }).click();
  const brought = page.getByRole('region', { name: 'Customers brought in' });
  await expect(brought.getByRole('link', { name: friend })).toBeVisible();
  await expect(brought.getByText('Has not bought yet')).toBeVisible();
  await settled(page);
  expect(await violations(page)).toEqual([]);

  const listed = await open(`/customers?referrer_id=${id}`);
  await expect(listed.getByRole('link', { name: friend })).toBeVisible();
  await listed.getByRole('button', { name: 'Brought by one referrer' }).click();
  await expect(listed).not.toHaveURL(/referrer_id/);
});

test('anonymous sales are listed by day and unfold to their lines', async ({ api, open }) => {
  const item = unique('Tofu ');
  const unit_id = await api.rootUnit();
  const sale = (occurred_at: string, description: string) =>
    api.post('/purchases', {
      anonymous: true,
      unit_id,
      occurred_at,
      lines: [{ description, amount: { amount: 4_321, currency: 'CNY' } }],
    });
  await sale('2026-01-15T04:00:00Z', item);
  const page = await open('/anonymous-sales?from=2026-01-15&to=2026-01-15');
  await page.getByText('¥43.21').first().click();
  await expect(page.getByRole('table', { name: 'Items' }).getByText(item)).toBeVisible();
  await settled(page);
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('Up to').fill('2026-01-14');
  await expect(page.getByText('No anonymous sales')).toBeVisible();
});
