/** The server that the journeys run on, and its administrator, as e2e.sh names them. Nothing is asked of it here. */

/** Somebody who logs in. */
export interface Person {
  email: string;
  password: string;
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the journeys are run by tests/scripts/e2e.sh`);
  return value;
}

/** Without a slash at its end. */
export const base = setting('REGULARS_URL').replace(/\/$/, '');
export const administrator: Person = {
  email: setting('REGULARS_EMAIL'),
  password: setting('REGULARS_PASSWORD'),
};
/** Where the gateway for WeChat tells what it has taken. */
export const messageGateway = setting('MESSAGE_GATEWAY');
