/** The API beside the browser: prepares what a journey finds, does what others do meanwhile, reads what was left. */
import { unique } from './names.ts';
import { base, type Person } from './server.ts';

export interface Made {
  id: string;
}

interface Session {
  token: string;
  /** When another token is to be fetched, in milliseconds of the clock. */
  renewAt: number;
}

interface Body {
  type: string;
  content: string;
}

const json = (value: unknown): Body => ({ type: 'application/json', content: JSON.stringify(value) });

/** The requests of one person. An answer that is not good is an error. */
export class Api {
  private session: Promise<Session> | undefined;

  constructor(private readonly person: Person) {}

  /** The same for somebody else. */
  as(person: Person): Api {
    return new Api(person);
  }

  get<T>(path: string): Promise<T> {
    return this.send('GET', path);
  }

  post<T = Made>(path: string, body?: unknown): Promise<T> {
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    return this.send('POST', path, headers, body === undefined ? undefined : json(body));
  }

  /** Upon whatever version there is. */
  put<T = unknown>(path: string, body: unknown): Promise<T> {
    return this.send('PUT', path, { 'If-Match': '*' }, json(body));
  }

  patch<T = unknown>(path: string, version: number, body: unknown): Promise<T> {
    const content = { type: 'application/merge-patch+json', content: JSON.stringify(body) };
    return this.send('PATCH', path, { 'If-Match': `"${version}"` }, content);
  }

  /** The file of an import, as it is. */
  async sendFile(importId: string, content: string): Promise<void> {
    await this.send('PUT', `/imports/${importId}/content`, {}, { type: 'text/csv', content });
  }

  /** The unit above all others. */
  async rootUnit(): Promise<string> {
    const { data } = await this.get<{ data: { id: string; parent_id: string | null }[] }>('/units?limit=100');
    const root = data.find((unit) => !unit.parent_id);
    if (!root) throw new Error('there is no unit above all others');
    return root.id;
  }

  /** A new user with one role, in a unit or everywhere. */
  async newUser(name: string, role: string, unit?: string): Promise<Person> {
    const given = await this.invited(name, role, unit);
    const password = 'milk tea with taro balls';
    const one = new Api(given);
    await one.put('/auth/password', { current_password: given.password, new_password: password });
    return { email: given.email, password };
  }

  /** A new user who has not logged in yet: the password is somebody else's. */
  async invited(name: string, role: string, unit?: string): Promise<Person> {
    const made = { email: `${unique(role)}@example.com`, password: 'taro balls from the manager' };
    const assignments = [{ unit_id: unit ?? (await this.rootUnit()), role }];
    await this.post('/users', { ...made, name, assignments });
    return made;
  }

  private async send<T>(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Body,
  ): Promise<T> {
    const response = await fetch(`${base}/v1${path}`, {
      method,
      headers: {
        ...headers,
        Authorization: `Bearer ${await this.token()}`,
        ...(body ? { 'Content-Type': body.type } : {}),
      },
      ...(body ? { body: body.content } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** A token outlives a journey, but not a whole run. */
  private async token(): Promise<string> {
    const session = await this.session;
    if (session && Date.now() < session.renewAt) return session.token;
    this.session = logIn(this.person);
    return (await this.session).token;
  }
}

async function logIn(person: Person): Promise<Session> {
  const response = await fetch(`${base}/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(person),
  });
  if (!response.ok) throw new Error(`log-in of ${person.email}: ${response.status} ${await response.text()}`);
  const session = (await response.json()) as { access_token: string; expires_in: number };
  return { token: session.access_token, renewAt: Date.now() + session.expires_in * 500 };
}
