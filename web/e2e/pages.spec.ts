import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, fitsSideways, settled } from './harness.ts';
import { type Ids, test } from './one-of-each.ts';

const paths = [
  '/',
  '/inbox',
  '/customers',
  '/customers/:customer',
  '/customers/:customer/merge',
  '/duplicates',
  '/memberships',
  '/memberships/:membership',
  '/complaints',
  '/complaints?view=board',
  '/complaints/:complaint',
  '/calendars',
  '/wishes',
  '/segments',
  '/held-purchases',
  '/anonymous-sales',
  '/competitors',
  '/takings',
  '/deliveries',
  '/segments/new',
  '/segments/:segment',
  '/segments/:segment/rule',
  '/campaigns',
  '/campaigns/new',
  '/campaigns/:campaign',
  '/campaigns/:campaign/plan',
  '/sign-up-forms',
  '/sign-up-forms/:sign_up_form',
  '/prospects',
  '/structure',
  '/structure/customers?part=new',
  '/tier-migration?a_from=200000&b_from=100000',
  '/tier-migration/customers',
  '/tier-migration/what-if?a_from=200000&b_from=100000',
  '/life-cycle',
  '/life-cycle/customers?stage=lost',
  '/life-time-value',
  '/templates',
  '/templates/new',
  '/templates/:template',
  '/suppressions',
  '/imports',
  '/imports/:import',
  '/units',
  '/products',
  '/users',
  '/settings',
  '/partners',
  '/keys',
  '/webhooks',
  '/privacy',
  '/privacy/exports',
  '/privacy/reads',
  '/webhooks/:webhook',
  '/audit',
  '/account',
  '/nowhere',
];

const languages = ['zh-CN', 'en'] as const;
const themes = ['light', 'dark'] as const;

/** What is found on every page, each with the path. */
async function onEveryPage(page: Page, ids: Ids, find: () => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    await test.step(path, async () => {
      await page.goto(path.replace(/:(\w+)/, (_, name: keyof Ids) => ids[name]));
      await settled(page);
      found.push(...(await find()).map((one) => `${path} ${one}`));
    });
  }
  return found;
}

for (const language of languages) {
  for (const theme of themes) {
    test(`in ${language}, ${theme}: has no finding of axe on any page`, async ({ ids, open }) => {
      const page = await open('/', { language, theme });
      expect(await onEveryPage(page, ids, () => violations(page))).toEqual([]);
    });

    test(`in ${language}, ${theme}: has no finding in its dialogs`, async ({ open }) => {
      const english = language === 'en';
      const page = await open('/customers', { language, theme });
      await page.getByRole('button', { name: english ? 'New customer' : '新建客户' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.keyboard.press('Control+k');
      await expect(
        page.getByRole('combobox', { name: english ? 'Command palette' : '命令面板' }),
      ).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  }

  test(`in ${language}: fits a window of 320 px on every page`, async ({ ids, open }) => {
    const page = await open('/', { language, width: 320 });
    const wide = async () => ((await fitsSideways(page)) ? [] : ['is too wide']);
    expect(await onEveryPage(page, ids, wide)).toEqual([]);
  });

  test(`in ${language}: shows no word of the API untranslated`, async ({ ids, open }) => {
    const page = await open('/', { language });
    const raw = async () => {
      const texts = await page.locator('.state, .chip, .tag, .tier, dd').allTextContents();
      return texts.filter((text) => /^[a-z]+(_[a-z]+)+$/.test(text.trim()));
    };
    expect(await onEveryPage(page, ids, raw)).toEqual([]);
  });
}

test('has no finding of axe on the log-in window', async ({ visit }) => {
  for (const language of languages) {
    for (const theme of themes) {
      const page = await visit('/', { language, theme });
      await expect(page.locator('#log-in-password')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    }
  }
});

test('has no finding of axe where a link sets a password', async ({ visit }) => {
  for (const language of languages) {
    for (const theme of themes) {
      const page = await visit(`/set-password#${'0'.repeat(64)}`, { language, theme });
      await expect(page.getByRole('textbox')).toHaveCount(2);
      expect(await violations(page)).toEqual([]);
      expect(await fitsSideways(page)).toBe(true);
    }
  }
});

test('has no finding of axe where a first log-in asks for a new password', async ({ api, open }) => {
  const person = await api.invited('林小美', 'marketing');
  for (const language of languages) {
    for (const theme of themes) {
      const page = await open('/', { as: person, language, theme, width: 320 });
      await expect(page.getByRole('textbox')).toHaveCount(3);
      expect(await violations(page)).toEqual([]);
      expect(await fitsSideways(page)).toBe(true);
    }
  }
});

test('has no finding of axe where a log-in asks for a second factor first', async ({ api, open }) => {
  const person = await api.newUser('林小美', 'analyst');
  const { policy } = await api.get<{ policy: object }>('/settings/security');
  await api.put('/settings/security', { ...policy, second_factor_roles: ['analyst'] });
  try {
    for (const language of languages) {
      for (const theme of themes) {
        const page = await open('/', { as: person, language, theme, width: 320 });
        await expect(page.locator('code.secret')).toBeVisible();
        expect(await violations(page)).toEqual([]);
        expect(await fitsSideways(page)).toBe(true);
      }
    }
  } finally {
    await api.put('/settings/security', policy);
  }
});

test('says so when a page does not exist, and leads home', async ({ open }) => {
  const page = await open('/no/such/page');
  await page.getByRole('link', { name: 'Go to the home page' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Hello/ })).toBeVisible();
});
