// Logs in at REGULARS_URL as REGULARS_EMAIL with REGULARS_PASSWORD and prints the access token.
const { REGULARS_URL, REGULARS_EMAIL, REGULARS_PASSWORD } = process.env;
const response = await fetch(`${REGULARS_URL}/v1/auth/login`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ email: REGULARS_EMAIL, password: REGULARS_PASSWORD }),
});
const body = await response.text();
if (!response.ok) throw new Error(`log-in answered ${response.status}: ${body}`);
console.log(JSON.parse(body).access_token);
