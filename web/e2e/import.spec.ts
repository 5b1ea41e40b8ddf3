import { expect, fitsSideways, settled, test } from './harness.ts';
import { unique } from './names.ts';

test('imports a file of purchases: map, try, run, refused rows', async ({ open }) => {
  const mark = unique('kb');
  const file = [
    '日期,会员号,金额,品名',
    `2025-03-01,${mark}-1,25.00,招牌仙芋鲜`,
    `2025-03-02,${mark}-1,18.50,传统豆花`,
    `2025-03-02,${mark}-2,3600.00,婚宴甜品`,
    `2025-03-03,${mark}-2,abc,传统豆花`,
  ].join('\n');
  const page = await open('/imports');
  await page.getByRole('button', { name: 'Import a file' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Import a file' });
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await expect(dialog.getByText('Choose a file')).toBeVisible();
  await dialog
    .getByLabel('File')
    .setInputFiles({ name: `${mark}.csv`, mimeType: 'text/csv', buffer: Buffer.from(file) });
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${mark}.csv` })).toBeVisible();
  await settled(page);

  await page.getByLabel('Purchase date').selectOption('日期');
  await page.getByLabel('Customer ID').selectOption('会员号');
  await page.getByLabel('Amount', { exact: false }).first().selectOption('金额');
  await page.getByLabel('Product name').selectOption('品名');
  await page.getByRole('button', { name: 'Dry run' }).click();
  await expect(page.getByRole('alert').getByText('Partner the IDs belong to')).toBeVisible();
  await page.getByRole('button', { name: 'New partner' }).click();
  const partner = page.getByRole('dialog', { name: 'New partner' });
  await partner.getByLabel('Name').fill(`Tills ${mark}`);
  await partner.getByLabel('Code').fill(mark);
  await partner.getByRole('button', { name: 'Create' }).click();
  await expect(partner).toHaveCount(0);
  await page.getByRole('button', { name: 'Dry run' }).click();

  const tried = page.getByRole('region', { name: 'Result of the dry run' });
  await expect(tried).toBeVisible();
  await expect(tried).toHaveText(/Accepted\s*3\s*Rejected\s*1/);
  const samples = tried.getByRole('table', { name: /^Preview of 3 rows/ });
  const sample = samples.getByRole('row').filter({ hasText: '婚宴甜品' });
  await expect(sample).toContainText('¥3,600.00');
  await expect(samples).not.toContainText('{');
  await page.getByRole('button', { name: 'Import 3 rows' }).click();

  const result = page.getByRole('region', { name: 'Import result' });
  await expect(result).toBeVisible();
  await expect(result).toHaveText(/Customers created\s*2/);
  const refused = page.getByRole('region', { name: 'Rejected rows' });
  await expect(refused.getByText('abc').first()).toBeVisible();
  const saved = page.waitForEvent('download');
  await refused.getByRole('button', { name: 'Download all' }).click();
  expect((await saved).suggestedFilename()).toBe('rejections.csv');

  await page.setViewportSize({ width: 320, height: 720 });
  expect(await fitsSideways(page)).toBe(true);
  await page.reload();
  await expect(page.getByRole('region', { name: 'Import result' })).toBeVisible();
});

test('guesses the encoding of an old export', async ({ open }) => {
  const page = await open('/imports');
  await page.getByRole('button', { name: 'Import a file' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Import a file' });
  // 姓名,电话 in GB18030.
  const head = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xb5, 0xe7, 0xbb, 0xb0, 0x0a]);
  await dialog.getByLabel('File').setInputFiles({ name: 'old.csv', mimeType: 'text/csv', buffer: head });
  await expect(dialog.getByLabel('Encoding')).toHaveValue('gb18030');
});
