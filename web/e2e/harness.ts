/** What every journey has: fresh windows of a real browser, the API, and helpers that wait on conditions, never on time. */
import { type Browser, test as base, expect, type Locator, type Page, type Request } from '@playwright/test';
import { Api } from './api.ts';
import { administrator, type Person } from './server.ts';

export { expect };

export interface Look {
  language?: 'zh-CN' | 'en';
  theme?: 'light' | 'dark';
  width?: number;
  /** Who is logged in; the administrator when absent. */
  as?: Person;
}

type Opened = (path: string, look?: Look) => Promise<Page>;

interface Windows {
  /** A window of a fresh profile, with nothing in it yet. */
  fresh: (look?: Look) => Promise<Page>;
  /** A page in a fresh profile; nobody is logged in. */
  visit: Opened;
  /** As `visit`, logged in by the API so that the log-in screen is not in the way, and drawn. */
  open: Opened;
}

export const test = base.extend<Windows, { api: Api }>({
  api: [new Api(administrator), { scope: 'worker' }],

  fresh: async ({ browser }, use) => {
    const pages: Page[] = [];
    /** Errors the pages reported by themselves: scripts, policy, missing files. */
    const faults: string[] = [];
    await use(async (look = {}) => {
      const page = await newPage(browser, look, faults);
      pages.push(page);
      return page;
    });
    await Promise.all(pages.map((page) => page.context().close()));
    expect(faults, 'errors that pages reported by themselves').toEqual([]);
  },

  visit: async ({ fresh }, use) => {
    await use(async (path, look) => {
      const page = await fresh(look);
      await page.goto(path);
      return page;
    });
  },

  open: async ({ fresh }, use) => {
    await use(async (path, look) => {
      const page = await fresh(look);
      const data = look?.as ?? administrator;
      const answer = await page.request.post('/v1/auth/login', { data, maxRetries: 2 });
      expect(answer.status(), 'log-in').toBe(200);
      await page.goto(path);
      await settled(page);
      return page;
    });
  },
});

/** What a page has asked for and has not been answered yet. */
const unanswered = new WeakMap<Page, Set<Request>>();

/** What the browser reports though the page is right. */
const expected = [
  // Answers of 4xx are part of the journeys.
  'Failed to load resource',
  // The script below is tried in every frame, also in the preview of a mail, which must run none.
  "Blocked script execution in 'about:srcdoc'",
];

async function newPage(browser: Browser, look: Look, faults: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: look.width ?? 1280, height: 820 } });
  await context.addInitScript(
    ([language, theme]) => {
      // A sandboxed frame, such as the preview of a mail, has no storage.
      if (window !== window.top) return;
      localStorage.setItem('regulars.language', language);
      localStorage.setItem('regulars.theme', theme);
    },
    [look.language ?? 'en', look.theme ?? 'light'] as const,
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.some((text) => message.text().startsWith(text)))
      faults.push(message.text());
  });
  watchRequests(page);
  return page;
}

function watchRequests(page: Page): void {
  const requests = new Set<Request>();
  unanswered.set(page, requests);
  page.on('request', (request) => {
    // A new document asks anew.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) requests.clear();
    // The events of a job are a stream that stays open.
    if (!/\/v1\/jobs\/[^/]+\/events$/.test(request.url())) requests.add(request);
  });
  page.on('requestfinished', (request) => requests.delete(request));
  // Nobody need read what a refusal says, and then it is never finished.
  page.on('response', (response) => {
    if (!response.ok()) requests.delete(response.request());
  });
  page.on('requestfailed', (request) => requests.delete(request));
}

/** The page has drawn what it asked for: nothing is asked, busy or moving any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect.poll(() => unfinished(page), 'what the page still waits for').toEqual([]);
}

async function unfinished(page: Page): Promise<string[]> {
  // What an answer leads to is drawn at the next frame, and may be one more question.
  const busy = await page.evaluate(async () => {
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1_000 }));
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const passing = document
      .getAnimations()
      .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(passing.map((animation) => animation.finished));
    return [...document.querySelectorAll('[aria-busy="true"]')].map(
      (element) => `${element.localName}.${element.className}`,
    );
  });
  const asked = [...(unanswered.get(page) ?? [])].map((request) => `${request.method()} ${request.url()}`);
  return [...busy, ...asked];
}

/** Chooses in a field with a search: types the words, and takes the one that is found. */
export async function pick(field: Locator, words: string): Promise<void> {
  await field.fill(words);
  await field.page().getByRole('option', { name: words }).first().click();
  await expect(field).toHaveAttribute('aria-expanded', 'false');
}

/** The id at the end of the page's URL. */
export async function idInUrl(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/[a-z]{3}_[0-9A-Z]{26}$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** True when nothing on the settled page sticks out of the window sideways. */
export async function fitsSideways(page: Page): Promise<boolean> {
  await settled(page);
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
}
