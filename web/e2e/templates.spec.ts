import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique } from './names.ts';
import { messageGateway } from './server.ts';

// Snapshots need a script in every frame; the preview's frame runs none, and the browser reports each one that tries.
test.use({ trace: { mode: 'retain-on-failure', screenshots: true, snapshots: false, sources: false } });

test('writes a template, sees it as a customer while it is written, and saves it', async ({ api, open }) => {
  const name = unique('林黛玉');
  await api.post('/customers', { name, language: 'en' });
  const page = await open('/templates/new');
  const english = page.getByRole('group', { name: 'English', exact: true });
  await english.getByLabel('Subject').fill('Hello');
  // What is missing is told while it is written, at its place.
  await english.getByLabel('Text', { exact: true }).fill('Come and see us. ');
  await expect(english.getByText('a marketing message needs {{unsubscribe_url}}')).toBeVisible();
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText('The content has 1 error.')).toBeVisible();

  await english.getByRole('button', { name: 'Unsubscribe link' }).click();
  await expect(english.getByLabel('Text', { exact: true })).toHaveValue(
    'Come and see us. {{unsubscribe_url}}',
  );
  await expect(preview.getByText('As Alex Wang receives it')).toBeVisible();
  await english.getByLabel('Subject').press('End');
  await english.getByRole('button', { name: "Customer's name" }).click();
  await page.keyboard.type('friend');
  await expect(english.getByLabel('Subject')).toHaveValue('Hello{{customer.name|friend}}');
  await english
    .getByLabel('HTML (optional)')
    .fill('<p>{{customer.name|x}}</p><a href="{{unsubscribe_url}}">x</a>');
  await preview.getByLabel('Preview as customer (name, phone or ID)').fill(name);
  await preview.getByLabel('Preview as customer (name, phone or ID)').press('Tab');
  await expect(preview.getByText(`Hello${name}`)).toBeVisible();
  await expect(preview.getByText('/t/unsubscribe?token=sample')).toBeVisible();
  await expect(page.frameLocator('iframe').getByText(name)).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const title = unique('新品');
  await page.locator('#template-name').fill(title);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await page.getByRole('button', { name: 'Send a code' }).click();
  await expect(page.getByText('no gateway is configured for e-mail')).toBeVisible();

  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByRole('button', { name: 'Reactivate' })).toBeVisible();
  await page.goto('/templates?state=archived');
  await settled(page);
  await expect(page.getByRole('link', { name: title })).toBeVisible();
});

test('verifies an own address by the code that came to it, and sends a test there', async ({ api, open }) => {
  const openId = unique('oTest')
    .replace(/[^A-Za-z0-9]/g, '')
    .padEnd(8, '0');
  const contents = { en: { text: `Hello from ${openId}` }, 'zh-CN': { text: `你好 ${openId}` } };
  const template = { name: unique('测试'), channel: 'wechat', purpose: 'service', contents };
  const { id } = await api.post('/templates', template);
  const page = await open(`/templates/${id}`);
  const card = page.getByRole('region', { name: 'Test message' });
  await card.getByLabel('Your WeChat OpenID').fill(openId);
  await card.getByRole('button', { name: 'Send a code' }).click();
  const code = card.getByLabel(`Code sent to ${openId}`);
  await expect(code).toBeVisible();
  await code.fill('12345');
  await card.getByRole('button', { name: 'Verify' }).click();
  await expect(card.locator('.field-error')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await code.fill(await codeFor(openId));
  await card.getByRole('button', { name: 'Verify' }).click();
  await expect(card.getByText('Verified', { exact: true })).toBeVisible();

  await card.getByLabel('To', { exact: true }).selectOption(openId);
  await card.getByLabel('Language').selectOption('en');
  await card.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(card.getByText('Accepted by the gateway.')).toBeVisible();
  await expect.poll(async () => (await textsTo(openId)).at(-1)).toBe(`Hello from ${openId}`);
  await card.getByRole('button', { name: `Remove address: ${openId}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove address' }).click();
  await expect(card.getByText('Verified', { exact: true })).toHaveCount(0);
});

/** What the gateway was given for somebody, the oldest first. */
async function textsTo(openId: string): Promise<string[]> {
  const reply = (await (await fetch(messageGateway)).json()) as { data: { to: string; text: string }[] };
  return reply.data.filter((one) => one.to === openId).map((one) => one.text);
}

/** The code in the text that came to somebody. */
async function codeFor(openId: string): Promise<string> {
  await expect.poll(() => textsTo(openId)).toHaveLength(1);
  const [text] = await textsTo(openId);
  return /\d{6}/.exec(text ?? '')?.[0] ?? '';
}

test('puts an address on the list of those who get nothing, and takes it off', async ({ open }) => {
  const page = await open('/suppressions');
  const address = `${unique('wang')}@example.com`;
  await page.getByRole('button', { name: 'Add an address' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('nobody');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('expected an e-mail address')).toBeVisible();
  await dialog.getByLabel('Address').fill(address);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: address });
  await expect(row.getByText('Added by hand')).toBeVisible();
  await row.getByRole('button', { name: `Remove from the list: ${address}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from the list' }).click();
  await expect(row).toHaveCount(0);
});
