// A gateway for text messages and WeChat on this machine: it takes every message and prints it, one JSON line each.
//   message-gateway.mjs [PORT]   says where it listens; port 0 (the default) takes a free one
// GET answers with all that was taken. A message that comes again under the same Idempotency-Key is taken once.
import { createServer } from "node:http";

const taken = new Map();

const server = createServer(async (request, response) => {
  response.setHeader("content-type", "application/json");
  if (request.method !== "POST") return response.end(JSON.stringify({ data: [...taken.values()] }));
  const key = request.headers["idempotency-key"];
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  if (!key || !request.headers["webhook-signature"]) {
    response.statusCode = 400;
    return response.end(JSON.stringify({ code: "not_signed", detail: "no key or no signature" }));
  }
  if (!taken.has(key)) {
    taken.set(key, JSON.parse(body));
    console.log(JSON.stringify(taken.get(key)));
  }
  response.end(JSON.stringify({ id: `here-${key}` }));
});

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
