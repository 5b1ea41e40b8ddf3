// The few calls to the product's API that the bench makes outside the measured load.
// REGULARS_URL, REGULARS_EMAIL and REGULARS_PASSWORD say where and as whom.
const { REGULARS_URL: base, REGULARS_EMAIL: email, REGULARS_PASSWORD: password } = process.env;

let token;
let since = 0;

async function authorised() {
  if (Date.now() - since > 300_000) {
    const response = await fetch(`${base}/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    if (!response.ok) throw new Error(`log-in answered ${response.status}: ${await response.text()}`);
    token = (await response.json()).access_token;
    since = Date.now();
  }
  return { authorization: `Bearer ${token}` };
}

/** The raw answer to one call; throws when it is not a success. */
export async function request(method, path, body, headers = {}) {
  const response = await fetch(base + path, {
    method,
    headers: { ...(await authorised()), ...headers },
    body,
    duplex: "half",
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

/** A POST of JSON with a new idempotency key, and the JSON that comes back. */
export async function post(path, value) {
  const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
  return (await request("POST", path, JSON.stringify(value), headers)).json();
}

/** The JSON at `path`. */
export async function get(path) {
  return (await request("GET", path)).json();
}
