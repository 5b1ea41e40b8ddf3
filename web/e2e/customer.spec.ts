import { expect, it } from 'vitest';
import { api, open, settled, unique, uniquePhone } from './harness.ts';

interface Customer {
  id: string;
  version: number;
}

it('creates a customer, with errors at the fields first', async () => {
  const page = await open('/customers');
  await page.getByRole('button', { name: 'New customer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByText('Please fill this in').waitFor();
  const name = unique('陈晓 ');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Phone').fill('12');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect.poll(() => dialog.getByLabel('Phone').getAttribute('aria-invalid')).toBe('true');
  await expect
    .poll(() => dialog.getByLabel('Phone').evaluate((field) => field === document.activeElement))
    .toBe(true);
  expect(await dialog.getByLabel('Name').inputValue()).toBe(name);
  const phone = uniquePhone();
  await dialog.getByLabel('Phone').fill(phone);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByText(phone).waitFor();
});

it('leads to the customer who already has the phone number', async () => {
  const phone = uniquePhone();
  const other = await api<Customer>('POST', '/customers', { name: unique('First '), phone });
  const page = await open('/customers');
  await page.getByRole('button', { name: 'New customer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await dialog.getByLabel('Name').fill('Second');
  await dialog.getByLabel('Phone').fill(phone);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByRole('link', { name: 'Open that customer' }).click();
  await expect.poll(() => page.url()).toContain(other.id);
});

it('answers clearly when somebody else changed the customer meanwhile', async () => {
  const customer = await api<Customer>('POST', '/customers', { name: unique('Before ') });
  const page = await open(`/customers/${customer.id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit customer' });
  await dialog.getByLabel('City').fill('Suzhou');
  const fresh = await page.request.post(`${new URL(page.url()).origin}/v1/auth/refresh`);
  const { access_token } = (await fresh.json()) as { access_token: string };
  const changed = await page.request.patch(`${new URL(page.url()).origin}/v1/customers/${customer.id}`, {
    headers: {
      Authorization: `Bearer ${access_token}`,
      'If-Match': `"${customer.version}"`,
      'Content-Type': 'application/merge-patch+json',
    },
    data: JSON.stringify({ occupation: 'Baker' }),
  });
  expect(changed.status()).toBe(200);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Load the newest version' }).click();
  await expect.poll(() => dialog.getByLabel('Occupation').inputValue()).toBe('Baker');
  expect(await dialog.getByLabel('City').inputValue()).toBe('Suzhou');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Baker').waitFor();
  await page.getByText('Suzhou').waitFor();
});

it('shows why the tier is what it is, and lowers it with a refund', async () => {
  const customer = await api<Customer>('POST', '/customers', { name: unique('Buyer ') });
  const day = new Date(Date.now() - 86_400_000).toISOString();
  await api('POST', '/purchases', {
    customer_id: customer.id,
    occurred_at: day,
    lines: [
      { description: 'Wedding cake', quantity: '1', amount: { amount: 360_000, currency: 'CNY' } },
      { description: 'Tea', quantity: '2', amount: { amount: 4_000, currency: 'CNY' } },
    ],
  });
  const page = await open(`/customers/${customer.id}`);
  const tier = page.getByRole('region', { name: 'Tier' });
  await tier.getByText(/Class A since/).waitFor();
  await page.getByRole('button', { name: '中文' }).click();
  await page
    .getByRole('region', { name: '分级' })
    .getByText(/净消费.*因此/)
    .waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  const purchases = page.getByRole('region', { name: 'Purchases' });
  await purchases.getByText('¥3,640.00').click();
  await purchases.getByRole('button', { name: 'Refund' }).click();
  const dialog = page.getByRole('dialog', { name: 'Refund' });
  await dialog.getByRole('button', { name: 'Refund' }).click();
  await dialog.getByText('Choose at least one line').waitFor();
  await dialog.getByRole('checkbox', { name: /Wedding cake/ }).check();
  await dialog.getByRole('button', { name: 'Refund' }).click();
  await dialog.waitFor({ state: 'detached' });
  await tier.getByText(/Class C since/).waitFor();
  await settled(page);
  await page.getByRole('region', { name: 'Timeline' }).getByText('Refund', { exact: true }).last().waitFor();
});

it('records a task, and finishes it from home', async () => {
  const customer = await api<Customer>('POST', '/customers', { name: unique('Task ') });
  const page = await open(`/customers/${customer.id}`);
  await page.getByRole('button', { name: 'Add: Add a task' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a task' });
  const title = unique('Call back ');
  await dialog.getByLabel('What is to do').fill(title);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('region', { name: 'Tasks' }).getByText(title).waitFor();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.getByRole('button', { name: `Done: ${title}` }).click();
  await page.getByRole('button', { name: `Done: ${title}` }).waitFor({ state: 'detached' });
});
