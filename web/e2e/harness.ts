/** A real browser on a real server, and small helpers that wait on conditions, never on time. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the journeys run on a server that is up, see README`);
  return value;
}

export const base = setting('REGULARS_URL').replace(/\/$/, '');
export const email = setting('REGULARS_EMAIL');
export const password = setting('REGULARS_PASSWORD');

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

let browser: Browser;
let contexts: BrowserContext[] = [];
/** Errors the page reported by itself: scripts, policy, missing files. */
let faults: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
  });
});

afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
  const found = faults;
  faults = [];
  expect(found).toEqual([]);
});

afterAll(() => browser.close());

/** Somebody who logs in. */
export interface Person {
  email: string;
  password: string;
}

export interface Look {
  language?: 'zh-CN' | 'en';
  theme?: 'light' | 'dark';
  width?: number;
  /** Who is logged in; the administrator when absent. */
  as?: Person;
}

/** A fresh profile; nobody is logged in. */
export async function visit(path: string, look: Look = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: look.width ?? 1280, height: 820 } });
  contexts.push(context);
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
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser itself reports answers of 4xx; those are part of the journeys.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  await page.goto(base + path);
  return page;
}

/** As `visit`, logged in by the API so that the log-in screen is not in the way. */
export async function open(path: string, look: Look = {}): Promise<Page> {
  const page = await visit('/icon.svg', look);
  const data = look.as ?? { email, password };
  const answer = await page.request.post(`${base}/v1/auth/login`, { data });
  expect(answer.status()).toBe(200);
  await page.goto(base + path);
  await settled(page);
  return page;
}

/** The page has drawn what it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await expect.poll(() => page.locator('[aria-busy="true"]').count(), { timeout: 20_000 }).toBe(0);
}

let token: string | undefined;

/** A request to the API as the same person, for what a journey needs to find there. */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  token ??= await accessToken();
  const response = await fetch(`${base}/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': crypto.randomUUID(),
      ...(method === 'PUT' ? { 'If-Match': '*' } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The file of an import, as it is. */
export async function sendFile(importId: string, content: string): Promise<void> {
  token ??= await accessToken();
  const response = await fetch(`${base}/v1/imports/${importId}/content`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/csv' },
    body: content,
  });
  if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
}

/** A new user with one role everywhere. */
export async function person(name: string, role: string): Promise<Person> {
  const { data } = await api<{ data: { id: string; parent_id: string | null }[] }>('GET', '/units?limit=100');
  const root = data.find((unit) => !unit.parent_id);
  const made = { email: `${unique(role)}@example.com`, password: 'milk tea with taro balls' };
  await api('POST', '/users', { ...made, name, assignments: [{ unit_id: root?.id, role }] });
  return made;
}

async function accessToken(): Promise<string> {
  const response = await fetch(`${base}/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const session = (await response.json()) as { access_token: string };
  return session.access_token;
}

/** A name or number no other journey uses. */
export function unique(prefix: string): string {
  return `${prefix}${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;
}

/** A phone number in China that nobody else has. */
export function uniquePhone(): string {
  return `+86139${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
}

/** True when nothing sticks out of the window sideways. */
export async function fitsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
}
