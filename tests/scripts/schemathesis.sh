#!/usr/bin/env bash
# Requests generated from the API document against the built server on an empty SQLite database, one by one and along its
# links: no server error, every answer is one the document promises, and what it forbids is refused. What is no fault is
# told in schemathesis.toml. The same requests at every run. Arguments go to `schemathesis run`.
set -euo pipefail
# shellcheck source=server.sh
. "$(dirname "$0")/server.sh"
# shellcheck source=python.sh
. "$SCRIPTS/python.sh"

python_packages schemathesis
folder=$(mktemp -d)
trap 'stop_server; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
admin "$folder"
start_server "$folder"
token=$(access_token)

# Left out: what never ends (the event stream), and what would take the caller's own rights away.
status=0
cd "$folder"
PYTHONPATH=$SCRIPTS SCHEMATHESIS_HOOKS=schemathesis_hooks timeout 600 "$VENV/bin/schemathesis" --config-file "$SCRIPTS/schemathesis.toml" \
  run "$ROOT/openapi/regulars.json" --url "$REGULARS_URL" \
  --header "Authorization: Bearer $token" \
  --checks all --phases examples,coverage,fuzzing,stateful \
  --max-examples "${SCHEMATHESIS_EXAMPLES:-5}" --generation-deterministic \
  --no-shrink --request-timeout 20 --warnings off --no-color \
  --exclude-path '/v1/jobs/{id}/events' \
  --exclude-path /v1/auth/logout --exclude-path /v1/auth/refresh --exclude-path /v1/auth/password \
  --exclude-path '/v1/auth/sessions/{id}' --exclude-path /v1/auth/second-factor/confirmation \
  --exclude-path /v1/settings/security \
  "$@" || status=$?

# A run in which the caller was locked out would have tested nothing but 401.
who=$("$VENV/bin/python" -c 'import sys, requests
print(requests.get(sys.argv[1], headers={"Authorization": sys.argv[2]}, timeout=20).status_code)' \
  "$REGULARS_URL/v1/auth/me" "Bearer $token" || true)
if [ "$who" != 200 ]; then
  echo "after the run the caller's own token answers $who: leave out the operation that took it away" >&2
  status=1
fi
[ "$status" -eq 0 ] || tail -n 20 "$folder/server.log"
exit "$status"
