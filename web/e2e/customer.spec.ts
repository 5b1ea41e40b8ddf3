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
