import { violations } from './axe.ts';
import { expect, fitsSideways, pick, test } from './harness.ts';
import { unique } from './names.ts';

test('finds one of many by typing, by keyboard alone, and leaves an input method its Enter', async ({
  api,
  open,
}) => {
  const parent_id = await api.rootUnit();
  const name = unique('云栖 ');
  const unit = { parent_id, kind: 'store', ownership: 'own', name, code: unique('P') };
  await api.post('/units', unit);
  for (const width of [1280, 320]) {
    const page = await open('/customers', { width });
    await page.getByRole('button', { name: 'New customer' }).click();
    const dialog = page.getByRole('dialog', { name: 'New customer' });
    await dialog.getByText('More details').click();
    const field = dialog.getByRole('combobox', { name: 'Home unit' });
    await field.fill(name);
    const option = dialog.getByRole('option', { name });
    await expect(option).toHaveAttribute('aria-selected', 'true');
    expect(await violations(page)).toEqual([]);
    expect(await fitsSideways(page)).toBe(true);
    await field.evaluate((element) => {
      const options = { key: 'Enter', isComposing: true, bubbles: true };
      element.dispatchEvent(new KeyboardEvent('keydown', options));
    });
    await expect(option).toBeVisible();
    await field.press('Enter');
    await expect(option).toHaveCount(0);
    await expect(field).toHaveValue(name);
    // Escape closes the list, and the dialog only the next time; what leads nowhere is not kept.
    await field.fill('nowhere at all');
    await expect(dialog.getByText('Nothing matches')).toBeVisible();
    await field.press('Escape');
    await expect(dialog).toBeVisible();
    await expect(field).toHaveValue(name);
    await field.fill('');
    await field.press('Tab');
    await expect(field).toHaveValue('');
    await pick(field, name);
    await expect(field).toHaveValue(name);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  }
});
