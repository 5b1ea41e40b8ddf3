import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Api } from './api.ts';
import { violations } from './axe.ts';
import { test as base, expect, pick, settled } from './harness.ts';
import { unique } from './names.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

interface Receiver {
  url: string;
  received: Received[];
  /** What it answers from now on. */
  status: number;
}

const test = base.extend<{ receiver: Receiver }>({
  /** A partner's own program on this machine. */
  // biome-ignore lint/correctness/noEmptyPattern: it needs nothing of the others
  receiver: async ({}, use) => {
    const receiver: Receiver = { url: '', received: [], status: 204 };
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        receiver.received.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
        response.writeHead(receiver.status).end(receiver.status < 300 ? undefined : 'not now');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
    await use(receiver);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  },
});

/** A shop of its own: other journeys make customers, too. */
async function newShop(api: Api): Promise<{ id: string; name: string }> {
  const name = unique('Shop ');
  const parent_id = await api.rootUnit();
  const code = unique('W');
  const { id } = await api.post('/units', { code, name, kind: 'store', ownership: 'own', parent_id });
  return { id, name };
}

/** Throws unless one of the signatures is good, by the library of the specification's authors. */
function verified(secret: string, { headers, body }: Received): { type: string; subject_id?: string } {
  const one = (name: string) => String(headers[name]);
  return new Webhook(secret).verify(body, {
    'webhook-id': one('webhook-id'),
    'webhook-timestamp': one('webhook-timestamp'),
    'webhook-signature': one('webhook-signature'),
  }) as { type: string; subject_id?: string };
}

test('posts events with good signatures, shows what became of them, and replays one that failed', async ({
  api,
  open,
  receiver,
}) => {
  const shop = await newShop(api);
  const newCustomer = () => api.post('/customers', { name: unique('王小明 '), home_unit_id: shop.id });
  const page = await open('/webhooks');
  const name = unique('Stock ');
  await page.getByRole('button', { name: 'New webhook' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  await dialog.getByLabel('URL').fill('ftp://example.com');
  await dialog.getByLabel('Description').fill(name);
  await pick(dialog.getByLabel('Unit'), shop.name);
  await dialog.getByRole('checkbox', { name: /^Customer created/ }).check();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.locator('#webhook-url-error')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('URL').fill(receiver.url);
  await dialog.getByRole('button', { name: 'Create' }).click();

  const secrets = page.getByRole('dialog', { name: 'Secret' });
  await expect(secrets.locator('code')).toHaveText(/^whsec_/);
  const secret = (await secrets.locator('code').textContent()) ?? '';
  await secrets.getByRole('button', { name: 'I have saved it' }).click();
  await page.getByRole('link', { name }).click();
  await settled(page);
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Send a test' }).click();
  const deliveries = page.getByRole('table', { name: 'Deliveries' });
  await expect(deliveries.getByRole('row', { name: /Test Delivered/ })).toBeVisible();
  expect(receiver.received.map((one) => verified(secret, one).type)).toEqual(['webhook.test']);

  const told = () => receiver.received.map((one) => verified(secret, one).subject_id);
  const customer = await newCustomer();
  await expect.poll(told).toContain(customer.id);

  receiver.status = 503;
  const other = await newCustomer();
  await expect.poll(told).toContain(other.id);
  await page.reload();
  const failing = deliveries.getByRole('row', { name: /Customer created.*Waiting/ }).first();
  await expect(failing.getByText('503')).toBeVisible();
  await failing.getByRole('button', { name: 'Show' }).click();
  const shown = page.getByRole('dialog', { name: 'Delivery' });
  await expect(shown.getByText('not now').first()).toBeVisible();
  await expect(shown.getByText('"customer.created"')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');

  receiver.status = 200;
  await failing.getByRole('button', { name: 'Replay' }).click();
  await page.getByRole('combobox', { name: 'State' }).selectOption('Waiting');
  await expect(page.getByText('No deliveries')).toBeVisible();
});

test('signs with two secrets while one is rotated, and posts nothing once it is off', async ({
  api,
  open,
  receiver,
}) => {
  const { webhook, secret } = await api.post<{ webhook: { id: string }; secret: string }>('/webhooks', {
    url: receiver.url,
    unit_id: (await newShop(api)).id,
    types: ['customer.created'],
  });
  const page = await open(`/webhooks/${webhook.id}`);
  await page.getByRole('button', { name: 'Rotate secret' }).click();
  await page
    .getByRole('dialog', { name: 'Rotate secret' })
    .getByRole('button', { name: 'Rotate secret' })
    .click();
  const secrets = page.getByRole('dialog', { name: 'Secret', exact: true });
  await expect(secrets.locator('code')).toHaveText(/^whsec_/);
  const second = (await secrets.locator('code').textContent()) ?? '';
  await secrets.getByRole('button', { name: 'I have saved it' }).click();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect.poll(() => receiver.received.length).toBe(1);
  for (const good of [secret, second])
    expect(receiver.received.map((one) => verified(good, one).type)).toEqual(['webhook.test']);

  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit webhook' });
  await dialog.getByRole('checkbox', { name: /^Enabled/ }).uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('by hand')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Replay failed ones' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Delete' }).getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/webhooks$/);
});
