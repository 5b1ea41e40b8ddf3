import { violations } from './axe.ts';
import { expect, fitsSideways, test } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

test('builds a rule, counts whom it finds, saves it, shows the members and says why', async ({
  api,
  open,
}) => {
  const city = unique('城');
  const made = await api.post('/customers', { name: unique('林一'), city });
  const name = unique('林二');
  await api.post('/customers', { name, city });
  await api.post('/purchases', {
    customer_id: made.id,
    occurred_at: new Date().toISOString(),
    lines: [{ description: '仙芋', quantity: '1', amount: { amount: 5_000, currency: 'CNY' } }],
  });
  const page = await open('/segments/new');
  await page.getByRole('button', { name: 'Add a condition: The whole rule' }).click();
  const first = page.getByRole('group', { name: 'Condition 1', exact: true });
  // A condition without a value has its error at its place.
  await expect(first.getByText('expected at least 1 value')).toBeVisible();
  await first.getByLabel('Condition', { exact: true }).selectOption({ label: 'City' });
  await first.getByLabel('Values').fill(city);
  await first.getByLabel('Values').press('Tab');
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText('2 customers')).toBeVisible();
  await expect(preview.getByText(`city is “${city}”`)).toBeVisible();

  await page.getByRole('button', { name: 'Add a group: The whole rule' }).click();
  const inner = page.getByRole('group', { name: 'Condition 2.1', exact: true });
  await inner.getByLabel('Condition', { exact: true }).selectOption({ label: 'Net spend' });
  await inner.getByLabel('At least (¥)').fill('50');
  await inner.getByLabel('At least (¥)').press('Tab');
  await expect(preview.getByText('1 customer', { exact: false })).toBeVisible();
  await expect(preview.getByText('net spend is at least ¥50.00')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const title = unique('常客');
  await page.locator('#segment-name').fill(title);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  const members = page.getByRole('table', { name: 'Members' });
  await expect(members.locator('tbody tr')).toHaveCount(1);

  await page.getByLabel("Customer's name, phone or ID").fill(name);
  await page.getByRole('button', { name: 'Explain' }).click();
  const why = page.getByRole('region', { name: 'Why a customer is a member' });
  await expect(why.getByText('is not a member')).toBeVisible();
  await expect(why.getByText('found: ¥0.00')).toBeVisible();
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await page.getByRole('button', { name: 'Edit the rule' }).click();
  await expect(page.getByRole('group', { name: 'Condition 2.1', exact: true })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
});

test('shows a condition as one line, with several values behind one button', async ({ open }) => {
  const page = await open('/segments/new');
  await page.getByRole('button', { name: 'Add a condition: The whole rule' }).click();
  const one = page.getByRole('group', { name: 'Condition 1', exact: true });
  await one.getByLabel('Tier B').check();
  await expect(one.locator('.field-error')).toHaveCount(0);
  // 44 px with its frame.
  await expect.poll(async () => (await one.boundingBox())?.height ?? 0).toBeLessThanOrEqual(46);
  await one.getByLabel('Operator').selectOption('is not');
  await one.getByLabel('Condition', { exact: true }).selectOption({ label: 'Birthday month' });
  const values = one.locator('summary');
  await values.click();
  await one.getByLabel('Month 3').check();
  await one.getByLabel('Month 12').check();
  await expect(values).toContainText('Month 3, Month 12');
  await page.keyboard.press('Escape');
  await expect(one.getByRole('checkbox')).toHaveCount(0);
  await expect(values).toBeFocused();
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText(/not/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('takes two changes before the page is drawn again as two', async ({ open }) => {
  const page = await open('/segments/new');
  await page.getByRole('button', { name: 'Add a condition: The whole rule' }).click();
  const one = page.getByRole('group', { name: 'Condition 1', exact: true });
  await one.getByLabel('Operator').evaluate((operator) => {
    const topic = operator.closest('fieldset')?.querySelector('select') as HTMLSelectElement;
    for (const [select, value] of [
      [operator as HTMLSelectElement, 'not'],
      [topic, 'choice.birth_month'],
    ] as const) {
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  await one.locator('summary').click();
  await one.getByLabel('Month 3').evaluate((month) => {
    const boxes = month.closest('fieldset')?.querySelectorAll('input') ?? [];
    for (const box of [...boxes].slice(1, 3)) box.click();
  });
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText(/not.*2, 3/)).toBeVisible();
});

test('fits on a small screen with groups in groups', async ({ open }) => {
  const page = await open('/segments/new', { width: 320 });
  for (const name of ['Add a group: The whole rule', 'Add a group: Group 1', 'Add a group: Group 1.2']) {
    await page.getByRole('button', { name, exact: true }).click();
  }
  await expect(page.getByRole('group', { name: 'Condition 1.2.2.1', exact: true })).toBeVisible();
  expect(await fitsSideways(page)).toBe(true);
});

test('fills a list made by hand with pasted lines, and takes somebody out', async ({ api, open }) => {
  const mark = unique('手');
  const phone = uniquePhone();
  const byId = await api.post('/customers', { name: `甲${mark}` });
  await api.post('/customers', { name: `乙${mark}`, phone });
  await api.post('/customers', { name: `丙${mark}` });
  const page = await open('/segments');
  await page.getByRole('button', { name: 'New manual list' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(mark);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: mark })).toBeVisible();
  await page.getByRole('button', { name: 'Add customers' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add customers' });
  await dialog.getByLabel('Customers, one per line').fill(`${byId.id}\n${phone}\n丙${mark}\n丁${mark}`);
  await dialog.getByRole('button', { name: 'Add customers' }).click();
  await expect(dialog.getByText(`Not found: 丁${mark}`)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('Customers, one per line').fill(`${byId.id}\n${phone}\n丙${mark}`);
  await dialog.getByRole('button', { name: 'Add customers' }).click();
  await expect(dialog).toHaveCount(0);
  const rows = page.getByRole('table', { name: 'Members' }).locator('tbody tr');
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: `Remove: 乙${mark}` }).click();
  await expect(rows).toHaveCount(2);
});
