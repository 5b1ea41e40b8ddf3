/**
 * Follows jobs until they end, whatever page is open: by the event stream, and by asking every two seconds when the
 * stream does not come through.
 */
import { EventParser } from '../models/event-stream.ts';
import { apiBase } from './base.ts';
import { send } from './client.ts';
import { isOver, type Job, listJobs, readJob } from './jobs.ts';
import { isAbort } from './problem.ts';

type Listener = (job: Job) => void;

const jobs = new Map<string, Job>();
const followed = new Map<string, AbortController>();
const listeners = new Set<Listener>();

/** All jobs seen since the console was opened and not dismissed, newest first. */
export function watchedJobs(): Job[] {
  return [...jobs.values()].sort((a, b) => b.created_at.localeCompare(a.created_at));
}

/** Calls `listener` at each change of any followed job; gives the way to stop. */
export function onJob(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows a job to its end. */
export function ended(job: Job): Promise<Job> {
  return new Promise((resolve) => {
    const stop = onJob((seen) => {
      if (seen.id !== job.id || !isOver(seen)) return;
      stop();
      resolve(seen);
    });
    follow(job);
  });
}

/** Takes up a job that was just started or found running. */
export function follow(job: Job): void {
  record(job);
  if (isOver(job) || followed.has(job.id)) return;
  const controller = new AbortController();
  followed.set(job.id, controller);
  void track(job.id, controller.signal).finally(() => followed.delete(job.id));
}

/** Looks for work that runs already, after log-in and after a reload. */
export async function findRunning(): Promise<void> {
  const running = await listJobs({ state: ['queued', 'running'], limit: 20 });
  // Housekeeping is nobody's work, nor is posting to webhooks: one job for it always waits.
  const isHousekeeping = ({ kind }: Job) => kind.startsWith('system.') || kind === 'webhooks.deliver';
  for (const job of running.data) if (!isHousekeeping(job)) follow(job);
}

export function dismiss(id: string): void {
  const job = jobs.get(id);
  jobs.delete(id);
  if (job) for (const listener of listeners) listener(job);
}

/** Log-out: nothing more is followed or shown. */
export function stopFollowing(): void {
  for (const controller of followed.values()) controller.abort();
  jobs.clear();
}

/** The job as last seen. */
export function seenJob(id: string | null | undefined): Job | undefined {
  return id ? jobs.get(id) : undefined;
}

function record(job: Job): void {
  jobs.set(job.id, job);
  for (const listener of listeners) listener(job);
}

async function track(id: string, signal: AbortSignal): Promise<void> {
  try {
    await stream(id, signal);
  } catch (error) {
    if (isAbort(error)) return;
  }
  // The stream ended: either the job did too, or something between us and the server does not let streams through.
  let failures = 0;
  while (!signal.aborted && failures < 30) {
    try {
      const job = await readJob(id, signal);
      failures = 0;
      record(job);
      if (isOver(job)) return;
    } catch (error) {
      if (isAbort(error)) return;
      failures += 1;
    }
    await new Promise((resume) => setTimeout(resume, 2000));
  }
}

async function stream(id: string, signal: AbortSignal): Promise<void> {
  const url = `${apiBase || location.origin}/v1/jobs/${encodeURIComponent(id)}/events`;
  const response = await send(new Request(url, { headers: { Accept: 'text/event-stream' }, signal }));
  if (!response.ok || !response.body) return;
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const event of parser.push(decoder.decode(value, { stream: true }))) {
      const job = asJob(event.data);
      if (!job) continue;
      record(job);
      if (isOver(job)) {
        void reader.cancel();
        return;
      }
    }
  }
}

function asJob(data: string): Job | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && 'progress' in value ? (value as Job) : undefined;
  } catch {
    return undefined;
  }
}
