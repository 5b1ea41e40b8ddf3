/**
 * Who is logged in. The access token lives in this module and nowhere else; the refresh token is a cookie no
 * script can read. One renewal runs at a time, in this tab and, where the browser has locks, across tabs.
 */
import { apiBase } from './base.ts';
import { problemOf, UnreachableError } from './problem.ts';
import type { components } from './schema';

export type Session = components['schemas']['Session'];
export type Me = components['schemas']['Me'];
export type Action = Me['actions'][number];

interface Current {
  token: string;
  /** When the token should be renewed, by this device's monotonic clock. */
  renewAt: number;
  me: Me;
}

let current: Current | undefined;
let renewal: Promise<boolean> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let askPerson: (() => Promise<boolean>) | undefined;
let askProof: (() => Promise<boolean>) | undefined;
/** When somebody last did something in this window, by its monotonic clock. */
let lastTouch = performance.now();
const listeners = new Set<() => void>();
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('regulars-session');

/** How long before its end a token is renewed. */
const margin = 60_000;

export function me(): Me | undefined {
  return current?.me;
}

export function can(action: Action): boolean {
  return current?.me.actions.includes(action) ?? false;
}

/** Whether the action is allowed over the whole organisation: settings and partners are the same for every unit. */
export function canEverywhere(action: Action): boolean {
  return current?.me.actions_everywhere.includes(action) ?? false;
}

export function accessToken(): string | undefined {
  return current?.token;
}

export function onSessionChange(listener: () => void): void {
  listeners.add(listener);
}

/** What to do when the session is gone while somebody works: ask for the password over the page. */
export function whenLost(ask: () => Promise<boolean>): void {
  askPerson = ask;
}

/** What to do when the API asks who one is once more: a password over the page. */
export function whenProofNeeded(ask: () => Promise<boolean>): void {
  askProof = ask;
}

/** Called when a request was answered `proof_required`: true when it is worth sending again. */
export async function proveAgain(): Promise<boolean> {
  return askProof ? askProof() : false;
}

/** Ends the session of who has left the desk: what the page asks for by itself does not keep it alive. */
export function watchIdleness(): void {
  for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
    addEventListener(kind, () => (lastTouch = performance.now()), { capture: true, passive: true });
  setInterval(() => {
    const minutes = current?.me.idle_minutes;
    if (minutes && performance.now() - lastTouch > minutes * 60_000) void logOut();
  }, 15_000);
}

function setSession(session: Session): void {
  const life = session.expires_in * 1000;
  current = {
    token: session.access_token,
    renewAt: performance.now() + Math.max(life - margin, life / 2),
    me: session.me,
  };
  clearTimeout(timer);
  timer = setTimeout(() => void renew(), Math.max(life - margin, life / 2));
  for (const listener of listeners) listener();
}

function clearSession(): void {
  current = undefined;
  clearTimeout(timer);
  for (const listener of listeners) listener();
}

async function post(path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': document.documentElement.lang };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(apiBase + path, {
      method: 'POST',
      headers,
      credentials: 'include',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    throw new UnreachableError('unreachable', { cause: error });
  }
}

export async function logIn(email: string, password: string, code?: string): Promise<void> {
  const response = await post('/v1/auth/login', { email, password, ...(code ? { code } : {}) });
  if (!response.ok) throw await problemOf(response);
  setSession(await response.json());
}

export async function logOut(): Promise<void> {
  await fetch(`${apiBase}/v1/auth/logout`, {
    method: 'POST',
    credentials: 'include',
    headers: current ? { Authorization: `Bearer ${current.token}` } : {},
  }).catch(() => undefined);
  tabs?.postMessage('logged-out');
  clearSession();
}

tabs?.addEventListener('message', (event) => {
  if (event.data === 'logged-out') clearSession();
});

/** A new access token by the cookie; false when there is no session any more. */
export function renew(): Promise<boolean> {
  renewal ??= underLock(refresh).finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function underLock(task: () => Promise<boolean>): Promise<boolean> {
  return navigator.locks ? await navigator.locks.request('regulars-refresh', task) : task();
}

async function refresh(): Promise<boolean> {
  const response = await post('/v1/auth/refresh');
  if (response.status === 401 || response.status === 403) return false;
  if (!response.ok) throw await problemOf(response);
  setSession(await response.json());
  return true;
}

/** Called when a request was answered 401: true when it is worth sending again. */
export async function recover(usedToken: string | undefined): Promise<boolean> {
  if (current && current.token !== usedToken) return true;
  if (await renew()) return true;
  return askPerson ? askPerson() : false;
}

/** The token to send now, renewed first when it is about to end. */
export async function freshToken(): Promise<string | undefined> {
  if (current && performance.now() > current.renewAt) await renew().catch(() => false);
  return current?.token;
}
