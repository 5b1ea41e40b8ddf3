// The same with the package that openapi-typescript and the compiler made of the document. Run by ../clients.sh, which also
// checks the types.
import assert from 'node:assert/strict';
import { createRegularsClient, type Schema } from 'regulars-client';

const { REGULARS_URL: baseUrl = '', REGULARS_EMAIL: email = '', REGULARS_PASSWORD: password = '' } = process.env;
let token: string | undefined;
const client = createRegularsClient({ baseUrl, token: () => token });

const session = await client.POST('/v1/auth/login', { body: { email, password } });
assert(session.data);
token = session.data.access_token;

const made: string[] = [];
for (let number = 0; number < 5; number += 1) {
  const body = { name: `Guest ${number}`, kind: 'consumer', phone: `+8613900003${String(number).padStart(3, '0')}`, tags: ['ts'] } as const;
  const { data } = await client.POST('/v1/customers', { body: { ...body, tags: [...body.tags] } });
  assert(data);
  made.push(data.id);
}

const seen: string[] = [];
let cursor: string | undefined;
do {
  const { data } = await client.GET('/v1/customers', { params: { query: { tag: ['ts'], limit: 2, ...(cursor && { cursor }) } } });
  assert(data);
  seen.push(...data.data.map((customer) => customer.id));
  cursor = data.next_cursor ?? undefined;
} while (cursor);
assert.deepEqual(seen.sort(), made.sort());

const header = () => ({ 'Idempotency-Key': crypto.randomUUID() });
const purchase = {
  customer_id: made[0],
  occurred_at: new Date().toISOString(),
  lines: [{ description: 'Taro balls', amount: { amount: 4200, currency: 'CNY' } }],
};
const recorded = await client.POST('/v1/purchases', { params: { header: header() }, body: purchase });
// What is recorded is a purchase of the customer, or the anonymous sale of nobody known.
assert(recorded.data && 'customer_id' in recorded.data);
assert.equal(recorded.data.customer_id, made[0]);

const shown = await client.GET('/v1/purchases/{id}', {
  params: { path: { id: recorded.data.id }, query: { expand: ['customer', 'unit'] } },
});
const buyer: Schema<'Customer'> | undefined = shown.data?.customer ?? undefined;
assert.equal(buyer?.id, made[0]);

const bought = await client.GET('/v1/customers', { params: { query: { tag: ['ts'], 'net_spend[gte]': 4200 } } });
assert.deepEqual(bought.data?.data.map((customer) => customer.id), [made[0]]);

const refused = await client.POST('/v1/purchases', { params: { header: header() }, body: { ...purchase, lines: [] } });
assert.equal(refused.error?.status, 422);
assert.deepEqual(refused.error?.errors?.map((fault) => fault.pointer), ['/lines']);
console.log('the TypeScript client logs in, lists, records and reads a problem');
