#!/usr/bin/env bash
# The guide for partners in openapi/README.md as it is printed, against the built server on an empty database: only the
# addresses and the log-in are put in. What was posted is verified as the page says.
set -euo pipefail
# shellcheck source=server.sh
. "$(dirname "$0")/server.sh"

folder=$(mktemp -d)
trap 'stop_server; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
admin "$folder"
start_server "$folder" REGULARS_WEBHOOKS_ALLOW_PRIVATE=true
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

# The blocks of a kind in the part of the page under a heading.
blocks() { # blocks HEADING KIND
  awk -v heading="## $1" -v fence="\`\`\`$2" '
    /^## / { within = $0 == heading }
    within && $0 == fence { inside = 1; next }
    /^```$/ { inside = 0 }
    inside' "$ROOT/openapi/README.md"
}

# shellcheck disable=SC2016 # The secret is the example's own variable.
{
  blocks "From a key to a webhook" sh
  echo 'echo "secret $secret"'
  blocks "Trying things out in the sandbox" sh
} |
  sed -e "s,http://127.0.0.1:8080,$REGULARS_URL," -e "s,127.0.0.1:9099,127.0.0.1:$port," -e "s,\"127.0.0.1\"\, 9099,\"127.0.0.1\"\, $port," \
    -e "s,you@chain.example,$REGULARS_EMAIL," -e "s,your password,$REGULARS_PASSWORD," >"$folder/example.sh"
if ! (cd "$folder" && timeout 120 bash -eu example.sh >said 2>errors); then
  echo "the example failed:" >&2
  cat "$folder/example.sh" "$folder/said" "$folder/errors" >&2
  exit 1
fi

said() { # said WHAT PATTERN
  grep -qE "$2" "$folder/said" && return
  echo "the example shows no $1:" >&2
  cat "$folder/said" "$folder/errors" >&2
  exit 1
}
said purchase '"id":"pur_'
said refund '"id":"rfd_'
said event '"type":"purchase\.recorded"'
said "posted event" 'webhook-signature.*purchase\.refunded'
said "customer of the sandbox" '"name":"Nobody real"'
said "reset of the sandbox" '"kind":"sandbox\.reset"'
said "end of the stream" '^\{"count":1,"net":\{"amount":0,'

{
  blocks Webhooks python
  cat <<'PYTHON'
import json, sys
secret = next(line.split()[1] for line in open("said") if line.startswith("secret "))
posted = [json.loads(line) for line in open("told.txt")]
assert posted
for one in posted:
    assert is_genuine(secret, one["headers"], one["body"].encode()), one
    assert not is_genuine(secret, one["headers"], one["body"].encode() + b" "), one
PYTHON
} >"$folder/verify.py"
(cd "$folder" && python3 verify.py)
echo "the example records, gives back, is told and verifies"
