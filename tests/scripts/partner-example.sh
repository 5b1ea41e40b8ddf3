#!/usr/bin/env bash
# The first example of openapi/README.md as it is printed, against the built server on an empty database: only the address
# and the log-in are put in.
set -euo pipefail
# shellcheck source=server.sh
. "$(dirname "$0")/server.sh"

folder=$(mktemp -d)
trap 'stop_server; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
admin "$folder"
start_server "$folder"

awk '/^```sh$/ { inside = 1; next } /^```$/ { exit } inside' "$ROOT/openapi/README.md" |
  sed -e "s,http://127.0.0.1:8080,$REGULARS_URL," \
    -e "s,you@chain.example,$REGULARS_EMAIL," -e "s,your password,$REGULARS_PASSWORD," >"$folder/example.sh"
bash "$folder/example.sh" >"$folder/said"
if ! grep -q '"id":"pur_' "$folder/said"; then
  echo "the example recorded no purchase:" >&2
  cat "$folder/example.sh" "$folder/said" >&2
  exit 1
fi
echo "the example records a purchase"
