// Launches campaigns on the loaded base and times them: sending.mjs BARE
// BARE is what the same mail server took from a bare client with as many connections, in mails a second.
// Prints lines "WHAT JSON": a launch's deliveries made, and what is sent by the gateway and by SMTP.
import { setTimeout as sleep } from "node:timers/promises";
import { get, post, request } from "./api.mjs";

const bare = Number(process.argv[2]);
const APPROVER = { email: `approver-${Date.now()}@bench.example`, password: "another-battery-staple" };
const OWN = "battery-staple-of-my-own";

/** Who approves: another than the author. */
async function approver() {
  const { data: units } = await get("/v1/units?kind=group");
  const assignments = [{ unit_id: units[0].id, role: "operations" }];
  await post("/v1/users", { ...APPROVER, name: "Approver", language: "en", assignments });
  const login = JSON.stringify(APPROVER);
  const response = await fetch(`${process.env.REGULARS_URL}/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: login,
  });
  const headers = { authorization: `Bearer ${(await response.json()).access_token}` };
  // Somebody else set the password: nothing is answered until it is replaced.
  await fetch(`${process.env.REGULARS_URL}/v1/auth/password`, {
    method: "PUT",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ current_password: APPROVER.password, new_password: OWN }),
  });
  return headers;
}

/** Messages at any hour. */
async function awake() {
  const policy = { cap_messages: 3, cap_days: 7, pause_percent: 20, pause_after: 50, attribution_days: 14 };
  const hours = { quiet_from: "09:00", quiet_until: "09:00" };
  const rates = { email_per_second: null, sms_per_second: null, wechat_per_second: null };
  const headers = { "content-type": "application/json", "if-match": "*" };
  await request("PUT", "/v1/settings/messaging", JSON.stringify({ ...policy, ...hours, ...rates }), headers);
}

/** A segment of about a quarter of the base, with its members. */
async function segment() {
  const rule = { measure: { of: "purchases", gte: 5 } };
  const { id } = await post("/v1/segments", { name: `Sending ${crypto.randomUUID()}`, kind: "rule", rule });
  while (!(await get(`/v1/segments/${id}`)).refreshed_at) await sleep(50);
  return id;
}

async function campaign(channel, segmentId, approving) {
  const text = { text: "{{customer.name|there}}, three for two this week. ".repeat(6) };
  const contents = { en: channel === "email" ? { ...text, subject: "Three for two" } : text };
  const template = await post("/v1/templates", { name: "Bench", channel, purpose: "service", contents });
  const { id } = await post("/v1/campaigns", {
    name: "Bench",
    channel,
    purpose: "service",
    control_share: 0,
    plan: { purpose: { goal: "keep", target: 100 } },
    audience: { segments: [segmentId] },
    arms: [{ key: "a", name: "A", template_id: template.id, share: 10_000 }],
  });
  await request("POST", `/v1/campaigns/${id}/review`);
  await request("POST", `/v1/campaigns/${id}/approve`, undefined, approving);
  return id;
}

const seconds = (from, to) => (Date.parse(to) - Date.parse(from)) / 1000;

/** Launches and waits until nothing is left to send. */
async function sent(channel, segmentId, approving) {
  const id = await campaign(channel, segmentId, approving);
  const { id: job } = await post(`/v1/campaigns/${id}/preparations`, {});
  while ((await get(`/v1/jobs/${job}`)).state !== "succeeded") await sleep(50);
  const { people } = (await get(`/v1/campaigns/${id}`)).preparation;
  await post(`/v1/campaigns/${id}/launches`, { people });
  for (;;) {
    const now = await get(`/v1/campaigns/${id}`);
    if (now.state === "paused") throw new Error(`paused: ${now.paused_reason}`);
    if (now.completed_at) {
      const { total, sent: taken } = now.progress.counts;
      const took = seconds(now.planned_at, now.completed_at);
      return { total, sent: taken, planned_s: seconds(now.launched_at, now.planned_at), rate: Math.round(taken / took) };
    }
    await sleep(1000);
  }
}

await awake();
const approving = await approver();
const segmentId = await segment();
console.log(`launch_messages ${JSON.stringify(await sent("sms", segmentId, approving))}`);
console.log(`launch_mails ${JSON.stringify({ ...(await sent("email", segmentId, approving)), bare })}`);
