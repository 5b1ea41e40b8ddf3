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
  await expect(tried).toHaveText(
    /Created\s*3\s*Changed\s*0\s*Unchanged\s*0\s*Held for a person\s*0\s*Refused\s*1/,
  );
  const samples = tried.getByRole('table', { name: /^Preview of 3 rows/ });
  const sample = samples.getByRole('row').filter({ hasText: '婚宴甜品' });
  await expect(sample).toContainText('¥3,600.00');
  await expect(samples).not.toContainText('{');
  await page.getByRole('button', { name: 'Import 3 rows' }).click();

  const result = page.getByRole('region', { name: 'Import result' });
  await expect(result).toBeVisible();
  await expect(result).toHaveText(/Customers created\s*2/);
  const refused = page.getByRole('region', { name: 'Rows not taken' });
  await expect(refused.getByText('abc').first()).toBeVisible();
  const saved = page.waitForEvent('download');
  await refused.getByRole('button', { name: 'Download all' }).click();
  expect((await saved).suggestedFilename()).toBe('rejections.csv');

  await page.setViewportSize({ width: 320, height: 720 });
  expect(await fitsSideways(page)).toBe(true);
  await page.reload();
  await expect(page.getByRole('region', { name: 'Import result' })).toBeVisible();
});

test('asks before the same file counts again, and takes an import back', async ({ open }) => {
  const mark = unique('kb');
  const phone = `139${String(Date.now()).slice(-8)}`;
  const file = [
    '单号,日期,手机,金额,品名',
    `${mark}-1,2025-03-01,${phone},25.00,招牌仙芋鲜`,
    `${mark}-2,2025-03-02,${phone},18.50,传统豆花`,
    `${mark}-1,2025-03-01,${phone},5.00,传统豆花`,
  ].join('\n');
  const page = await open('/imports');
  const bring = async (name: string) => {
    await page.goto('/imports');
    await page.getByRole('button', { name: 'Import a file' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Import a file' });
    await dialog.getByLabel('File').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(file) });
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.getByLabel("The receipt numbers are this file's own").check();
    await page.getByRole('button', { name: 'Dry run' }).click();
    const tried = page.getByRole('region', { name: 'Result of the dry run' });
    await expect(tried).toContainText('Will be imported as history');
    await page
      .getByRole('button', { name: 'Import 3 rows' })
      .or(page.getByRole('button', { name: 'Import 0 rows' }))
      .click();
  };
  await bring(`${mark}.csv`);
  const result = page.getByRole('region', { name: 'Import result' });
  await expect(result).toHaveText(/Purchases created\s*2/);
  const first = page.url();

  await bring(`${mark}-again.csv`);
  const again = page.getByRole('dialog', { name: 'Import the same file again?' });
  await expect(again).toContainText('The same file was imported before');
  await again.getByRole('button', { name: 'Cancel' }).click();

  await page.goto(first);
  const undo = page.getByRole('region', { name: 'Undo this import' });
  await expect(undo).toContainText('2 purchases will no longer count');
  await undo.getByRole('button', { name: 'Undo' }).click();
  const sure = page.getByRole('dialog', { name: 'Undo this import' });
  await sure.getByRole('button', { name: 'Undo' }).click();
  const undone = page.getByRole('region', { name: 'What was undone' });
  await expect(undone).toHaveText(/Purchases undone\s*2\s*Customers removed\s*1/);
  await page.setViewportSize({ width: 320, height: 720 });
  expect(await fitsSideways(page)).toBe(true);
});

test('asks what the words of a file of customers mean, and tells the rows held for a person', async ({
  open,
}) => {
  const mark = unique('kh');
  const file = [
    '会员名单,,,',
    '姓名,手机,电话,客户类型',
    `${mark}甲,15400991001,010-88880001,饭店`,
    `${mark}乙,15400991002,,商业客户`,
    `${mark}丙,15400991002,,消费者`,
  ].join('\n');
  const page = await open('/imports');
  await page.getByRole('button', { name: 'Import a file' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Import a file' });
  await dialog
    .getByLabel('File')
    .setInputFiles({ name: `${mark}.csv`, mimeType: 'text/csv', buffer: Buffer.from(file) });
  await dialog.getByLabel('Content').selectOption('customers');
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${mark}.csv` })).toBeVisible();
  await settled(page);
  await expect(page.getByLabel('Phone', { exact: true })).toHaveValue('手机');
  await expect(page.getByLabel('Phone: one more column').first()).toHaveValue('电话');
  await page.getByRole('button', { name: 'Dry run' }).click();

  const questions = page.getByRole('region', { name: 'To be clarified' });
  await questions.getByLabel('Kind: “饭店” (1 row)').selectOption('business');
  await questions.getByRole('button', { name: 'Dry run again' }).click();
  await expect(questions).toHaveCount(0);
  const tried = page.getByRole('region', { name: 'Result of the dry run' });
  await expect(tried).toHaveText(
    /Created\s*2\s*Changed\s*0\s*Unchanged\s*0\s*Held for a person\s*1\s*Refused\s*0/,
  );
  await expect(page.getByRole('region', { name: 'Rows not taken' })).toContainText('Held for a person');
  await page.getByText('More options').click();
  await page.getByLabel('Date format').fill('nonsense');
  await page.getByLabel('Date format').blur();
  await page.getByRole('button', { name: 'Dry run again' }).click();
  await expect(page.getByLabel('Date format')).toBeFocused();
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
