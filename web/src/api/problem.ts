/** One shape for everything that can go wrong with a request: the API's problem document, or no answer at all. */
import type { components } from './schema';

export type Problem = components['schemas']['Problem'];

/** The server answered, and said no. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
    readonly requestId: string | undefined,
  ) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
  }

  get code(): string {
    return this.problem.code ?? '';
  }

  /** Errors of the body by field: `/bounds/a` as `bounds/a`. */
  fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const error of this.problem.errors ?? []) {
      const name = error.pointer?.replace(/^#?\//, '') || error.parameter || error.header;
      if (name && !(name in found)) found[name] = error.detail ?? error.code;
    }
    return found;
  }
}

/** No answer: the network or the server is away. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export async function problemOf(response: Response, body?: unknown): Promise<ProblemError> {
  const parsed = body ?? (await response.json().catch(() => undefined));
  const problem: Partial<Problem> = typeof parsed === 'object' && parsed !== null ? parsed : {};
  const requestId = problem.request_id ?? response.headers.get('x-request-id') ?? undefined;
  return new ProblemError(response.status, problem, requestId);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
