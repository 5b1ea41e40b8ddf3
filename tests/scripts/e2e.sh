#!/usr/bin/env bash
# The console's journeys in a real browser, on the built server with an empty database: e2e.sh [ARGUMENT…]
# The database is SQLite, or PostgreSQL under with-postgres.sh.
# Arguments go to Playwright, a file name for one. When a journey fails, the server's log is shown, and its trace and
# picture are in $LOGS/e2e.
set -euo pipefail
# shellcheck source=server.sh
. "$(dirname "$0")/server.sh"

LOGS=$(realpath -m "${LOGS:-$ROOT/var/log}")
export LOGS
folder=$(mktemp -d)
gateway=
trap 'stop_server; [ -z "$gateway" ] || kill "$gateway"; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

export DATABASE_URL=${TEST_POSTGRES_URL:-sqlite://$folder/regulars.db}
# A gateway that is never there: a campaign can be launched, and its messages wait.
export REGULARS_GATEWAYS_SMS_URL=http://127.0.0.1:9/ REGULARS_GATEWAYS_SMS_SECRET=only-for-journeys
# Webhooks go to a receiver of the journey.
export REGULARS_WEBHOOKS_ALLOW_PRIVATE=true
# The one for WeChat is there, and tells what it took.
node "$SCRIPTS/message-gateway.mjs" >"$folder/gateway.log" &
gateway=$!
until MESSAGE_GATEWAY=$(sed -n 's/^listening on //p' "$folder/gateway.log") && [ -n "$MESSAGE_GATEWAY" ]; do
  kill -0 "$gateway"
  sleep 0.05
done
export MESSAGE_GATEWAY
export REGULARS_GATEWAYS_WECHAT_URL=$MESSAGE_GATEWAY REGULARS_GATEWAYS_WECHAT_SECRET=only-for-journeys
admin "$folder"
start_server "$folder"
status=0
npm --prefix "$ROOT/web" run --silent e2e -- "$@" || status=$?
if [ "$status" -ne 0 ]; then
  mkdir -p "$LOGS"
  cp "$folder/server.log" "$LOGS/e2e-server.log"
  echo "the server's log:"
  tail -n 20 "$folder/server.log"
fi
exit "$status"
