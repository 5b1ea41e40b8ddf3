import { expect, it } from 'vitest';
import { violations } from './axe.ts';
import { api, fitsSideways, open, unique, uniquePhone } from './harness.ts';

it('builds a rule, counts whom it finds, saves it, shows the members and says why', async () => {
  const city = unique('城');
  const made = await api<{ id: string }>('POST', '/customers', { name: unique('林一'), city });
  const name = unique('林二');
  await api('POST', '/customers', { name, city });
  await api('POST', '/purchases', {
    customer_id: made.id,
    occurred_at: new Date().toISOString(),
    lines: [{ description: '仙芋', quantity: '1', amount: { amount: 5_000, currency: 'CNY' } }],
  });
  const page = await open('/segments/new');
  await page.getByRole('button', { name: 'Add a condition: The whole rule' }).click();
  const first = page.getByRole('group', { name: 'Condition 1', exact: true });
  // A condition without a value has its error at its place.
  await first.getByText('expected at least 1 value').waitFor();
  await first.getByLabel('About').selectOption({ label: 'City' });
  await first.getByLabel('Values').fill(city);
  await first.getByLabel('Values').press('Tab');
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByText('2 customers').waitFor();
  await preview.getByText(`city is ${city}`).waitFor();

  await page.getByRole('button', { name: 'Add a group: The whole rule' }).click();
  const inner = page.getByRole('group', { name: 'Condition 2.1', exact: true });
  await inner.getByLabel('About').selectOption({ label: 'Net spend' });
  await inner.getByLabel('At least (CNY)').fill('50');
  await inner.getByLabel('At least (CNY)').press('Tab');
  await preview.getByText('1 customer', { exact: false }).waitFor();
  await preview.getByText('net spend is at least CNY 50.00').waitFor();
  expect(await violations(page)).toEqual([]);

  const title = unique('常客');
  await page.locator('#segment-name').fill(title);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: title }).waitFor();
  const members = page.getByRole('table', { name: 'Members' });
  await expect.poll(() => members.locator('tbody tr').count(), { timeout: 30_000 }).toBe(1);

  await page.getByLabel("Customer's name, phone or id").fill(name);
  await page.getByRole('button', { name: 'Explain' }).click();
  const why = page.getByRole('region', { name: 'Why' });
  await why.getByText('is not a member').waitFor();
  await why.getByText('found: CNY 0.00').waitFor();
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await page.getByRole('button', { name: 'Edit the rule' }).click();
  await page.getByRole('group', { name: 'Condition 2.1', exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: title }).waitFor();
});

it('fits on a small screen with groups in groups', async () => {
  const page = await open('/segments/new', { width: 320 });
  for (const name of ['Add a group: The whole rule', 'Add a group: Group 1', 'Add a group: Group 1.2']) {
    await page.getByRole('button', { name, exact: true }).click();
  }
  await page.getByRole('group', { name: 'Condition 1.2.2.1', exact: true }).waitFor();
  expect(await fitsSideways(page)).toBe(true);
});

it('fills a list made by hand with pasted lines, and takes somebody out', async () => {
  const mark = unique('手');
  const phone = uniquePhone();
  const byId = await api<{ id: string }>('POST', '/customers', { name: `甲${mark}` });
  await api('POST', '/customers', { name: `乙${mark}`, phone });
  await api('POST', '/customers', { name: `丙${mark}` });
  const page = await open('/segments');
  await page.getByRole('button', { name: 'New list by hand' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(mark);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: mark }).waitFor();
  await page.getByRole('button', { name: 'Add customers' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add customers' });
  await dialog.getByLabel('Customers, one on each line').fill(`${byId.id}\n${phone}\n丙${mark}\n丁${mark}`);
  await dialog.getByRole('button', { name: 'Add customers' }).click();
  await dialog.getByText(`Not found: 丁${mark}`).waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('Customers, one on each line').fill(`${byId.id}\n${phone}\n丙${mark}`);
  await dialog.getByRole('button', { name: 'Add customers' }).click();
  await dialog.waitFor({ state: 'detached' });
  const rows = page.getByRole('table', { name: 'Members' }).locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(3);
  await page.getByRole('button', { name: `Take out: 乙${mark}` }).click();
  await expect.poll(() => rows.count()).toBe(2);
});
