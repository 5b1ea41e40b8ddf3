// Writes the files that the bench imports: generate.mjs FOLDER CUSTOMERS PURCHASES
// customers.csv and purchases.csv, the same bytes for the same sizes on one day: a chain with many occasional buyers and a
// few regular ones, three years of purchases up to today in the order in which they happened.
import { createWriteStream } from "node:fs";
import { once } from "node:events";

const [folder, customers, purchases] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const DAYS = 1095;
const TODAY = Date.now() - (Date.now() % 86_400_000);
const START = TODAY - DAYS * 86_400_000;
const SURNAMES = [..."王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"];
const GIVEN = [..."伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文"];
const LATIN = ["Anna", "Ben", "Carla", "David", "Elena", "Farid", "Grace", "Hugo", "Irene", "Jonas"];
const CITIES = ["上海", "北京", "广州", "成都", "杭州", "武汉"];

let state = 20260301;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const padded = (n, width) => String(n).padStart(width, "0");

function name(i) {
  if (i % 7 === 0) return `${pick(LATIN)} ${pick(LATIN)}son`;
  return pick(SURNAMES) + pick(GIVEN) + (random() < 0.7 ? pick(GIVEN) : "");
}

async function write(file, header, count, line) {
  const stream = createWriteStream(`${folder}/${file}`);
  let buffer = `${header}\n`;
  for (let i = 0; i < count; i += 1) {
    buffer += `${line(i)}\n`;
    if (buffer.length > 1 << 20) {
      if (!stream.write(buffer)) await once(stream, "drain");
      buffer = "";
    }
  }
  stream.end(buffer);
  await once(stream, "finish");
}

await write("customers.csv", "external_id,name,phone,email,gender,city", customers, (i) => {
  const email = i % 3 === 0 ? `customer${i}@mail.example` : "";
  return `C${padded(i, 7)},${name(i)},+86139${padded(i, 8)},${email},${pick(["female", "male", ""])},${pick(CITIES)}`;
});

// A cube makes a few customers frequent: one in ten has half of the purchases.
await write("purchases.csv", "external_id,customer_external_id,occurred_at,amount,product_code", purchases, (i) => {
  const customer = Math.floor(random() ** 3 * customers);
  const at = new Date(START + Math.floor(((i + random()) / purchases) * DAYS * 86_400_000));
  const amount = `${5 + below(400)}.${padded(below(100), 2)}`;
  return `P${padded(i, 8)},C${padded(customer, 7)},${at.toISOString()},${amount},ITEM-${below(500)}`;
});
