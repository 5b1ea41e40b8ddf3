import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

interface Customer {
  id: string;
  version: number;
}

test('creates a customer, with errors at the fields first', async ({ open }) => {
  const page = await open('/customers');
  await page.getByRole('button', { name: 'New customer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('This field is required')).toBeVisible();
  const name = unique('陈晓 ');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Phone').fill('12');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByLabel('Phone')).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Phone')).toBeFocused();
  await expect(dialog.getByLabel('Name')).toHaveValue(name);
  const phone = uniquePhone();
  await dialog.getByLabel('Phone').fill(phone);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText(phone)).toBeVisible();
});

test('leads to the customer who already has the phone number', async ({ api, open }) => {
  const phone = uniquePhone();
  const other = await api.post<Customer>('/customers', { name: unique('First '), phone });
  const page = await open('/customers');
  await page.getByRole('button', { name: 'New customer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await dialog.getByLabel('Name').fill('Second');
  await dialog.getByLabel('Phone').fill(phone);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByRole('link', { name: 'Open that customer' }).click();
  await expect(page).toHaveURL(new RegExp(other.id));
});

test('answers clearly when somebody else changed the customer meanwhile', async ({ api, open }) => {
  const customer = await api.post<Customer>('/customers', { name: unique('Before ') });
  const page = await open(`/customers/${customer.id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit customer' });
  await dialog.getByLabel('City').fill('Suzhou');
  await api.patch(`/customers/${customer.id}`, customer.version, { occupation: 'Baker' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Load the newest version' }).click();
  await expect(dialog.getByLabel('Occupation')).toHaveValue('Baker');
  await expect(dialog.getByLabel('City')).toHaveValue('Suzhou');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Baker')).toBeVisible();
  await expect(page.getByText('Suzhou')).toBeVisible();
});

test('shows why the tier is what it is, and lowers it with a refund', async ({ api, open }) => {
  const customer = await api.post<Customer>('/customers', { name: unique('Buyer ') });
  const day = new Date(Date.now() - 86_400_000).toISOString();
  await api.post('/purchases', {
    customer_id: customer.id,
    occurred_at: day,
    lines: [
      { description: 'Wedding cake', quantity: '1', amount: { amount: 360_000, currency: 'CNY' } },
      { description: 'Tea', quantity: '2', amount: { amount: 4_000, currency: 'CNY' } },
    ],
  });
  const page = await open(`/customers/${customer.id}`);
  const tier = page.getByRole('region', { name: 'Tier' });
  await expect(tier.getByText(/Tier A since/)).toBeVisible();
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByRole('region', { name: '分级' }).getByText(/净消费.*因此/)).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  const purchases = page.getByRole('region', { name: 'Purchases' });
  await purchases.getByText('¥3,640.00').click();
  await purchases.getByRole('button', { name: 'Refund' }).click();
  const dialog = page.getByRole('dialog', { name: 'Refund' });
  await dialog.getByRole('button', { name: 'Refund' }).click();
  await expect(dialog.getByText('Choose at least one line')).toBeVisible();
  await dialog.getByRole('checkbox', { name: /Wedding cake/ }).check();
  await dialog.getByRole('button', { name: 'Refund' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(tier.getByText(/Tier C since/)).toBeVisible();
  await settled(page);
  await expect(
    page.getByRole('region', { name: 'Timeline' }).getByText('Refund', { exact: true }).last(),
  ).toBeVisible();
});

test('names products, has the only line chosen, and shows a full refund as one', async ({ api, open }) => {
  const product = unique('招牌仙芋 ');
  const { id } = await api.post('/products', { code: unique('R-'), name: product });
  const customer = await api.post<Customer>('/customers', { name: unique('Returns ') });
  await api.post('/purchases', {
    customer_id: customer.id,
    occurred_at: new Date(Date.now() - 86_400_000).toISOString(),
    lines: [{ product_id: id, amount: { amount: 4_200, currency: 'CNY' } }],
  });
  const page = await open(`/customers/${customer.id}`);
  const purchases = page.getByRole('region', { name: 'Purchases' });
  await purchases.getByText('¥42.00').first().click();
  await expect(purchases.getByRole('cell', { name: product })).toBeVisible();
  await purchases.getByRole('button', { name: 'Refund' }).click();
  const dialog = page.getByRole('dialog', { name: 'Refund' });
  await expect(dialog.getByRole('checkbox', { name: new RegExp(product) })).toBeChecked();
  await dialog.getByRole('button', { name: 'Refund' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(purchases.locator('summary s')).toHaveText('¥42.00');
  await expect(purchases.getByText('¥0.00')).toHaveCount(0);
});

test('records a task, and finishes it from home', async ({ api, open }) => {
  const customer = await api.post<Customer>('/customers', { name: unique('Task ') });
  const page = await open(`/customers/${customer.id}`);
  await page.getByRole('button', { name: 'Add: Add a task' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a task' });
  const title = unique('Call back ');
  await dialog.getByLabel('Task').fill(title);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Tasks' }).getByText(title)).toBeVisible();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.getByRole('button', { name: `Done: ${title}` }).click();
  await expect(page.getByRole('button', { name: `Done: ${title}` })).toHaveCount(0);
});

test('shows 24 months as bars that are walked by keys and lead to their purchases', async ({ api, open }) => {
  const customer = await api.post<Customer>('/customers', { name: unique('Months ') });
  const [latest, before] = [0, 1].map((ago) => {
    const now = new Date();
    // The second day at noon is of the same month in every time zone.
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1 - ago, 2, 4));
  }) as [Date, Date];
  const buy = (at: Date, description: string, amount: number) =>
    api.post('/purchases', {
      customer_id: customer.id,
      occurred_at: at.toISOString(),
      lines: [{ description, quantity: '1', amount: { amount, currency: 'CNY' } }],
    });
  await buy(latest, 'Tea', 4_000);
  await buy(before, 'Cake', 36_000);
  await buy(before, 'Pie', 1_000);
  const page = await open(`/customers/${customer.id}`);
  const bars = page.getByRole('list', { name: 'Net spend by month' }).getByRole('link');
  await expect(bars).toHaveCount(24);
  const name = (at: Date) =>
    new Intl.DateTimeFormat('en', { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
  const later = page.getByRole('link', { name: `${name(latest)}: ¥40.00 · 1 purchase` });
  const earlier = page.getByRole('link', { name: `${name(before)}: ¥370.00 · 2 purchases` });
  await later.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(earlier).toBeFocused();
  expect(await violations(page)).toEqual([]);

  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`month=${before.toISOString().slice(0, 7)}`));
  const purchases = page.getByRole('region', { name: 'Purchases' });
  const bought = (amount: string) => purchases.locator('summary', { hasText: amount });
  await expect(bought('¥360.00')).toBeVisible();
  await expect(bought('¥10.00')).toBeVisible();
  await expect(bought('¥40.00')).toHaveCount(0);
  await page.reload();
  await expect(bought('¥360.00')).toBeVisible();
  await expect(earlier).toHaveAttribute('aria-current', 'true');
  await purchases.getByRole('link', { name: name(before) }).click();
  await expect(page).not.toHaveURL(/month=/);
  await expect(bought('¥40.00')).toBeVisible();

  const figures = page.getByRole('region', { name: 'Figures' });
  await figures.getByText('Show as a table').click();
  const table = figures.getByRole('table', { name: 'Net spend by month' });
  await expect(table.getByRole('row', { name: `${name(before)} ¥370.00 2 purchases` })).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(25);
});
