#!/usr/bin/env bash
# The bench on one database, called by bench.sh: database.sh sqlite|postgres
# Import with another writer beside it, start, idle memory, the loads, segments, stream, partners, duplicates, campaigns,
# figures, verify, the replay by pgbench.
set -euo pipefail
database=$1

if [ "$database" = postgres ]; then
  psql=("$TEST_POSTGRES_BIN/psql" -qAtX)
  "${psql[@]}" "$TEST_POSTGRES_URL" -c 'create database bench'
  export DATABASE_URL=${TEST_POSTGRES_URL/\/postgres\?/\/bench?}
  REPLAY_URL=$DATABASE_URL
fi
# shellcheck source=../scripts/server.sh
. "$(dirname "$0")/../scripts/server.sh"
# shellcheck source=measure.sh
. "$(dirname "$0")/measure.sh"
# shellcheck source=../scripts/python.sh
. "$SCRIPTS/python.sh"

home=$WORK/$database
mkdir -p "$home"
sink=
trap 'stop_server; [ -z "$sink" ] || kill -KILL "$sink" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo "== Import on $database"
admin "$home"
start_server "$home"
for kind in customers purchases; do
  line=$(node "$BENCH/import.mjs" "$kind" "$WORK/$kind.csv")
  record "$database" "import_$kind" "$line"
done
record "$database" import_memory "{\"peak_kb\":$(memory_kb "$SERVER_PID" VmHWM)}"
node "$BENCH/prepare.mjs" "$WORK"
stop_server
if [ "$database" = postgres ]; then
  "${psql[@]}" "$DATABASE_URL" -c 'vacuum analyze' -c checkpoint
  record postgres version "{\"text\":\"$("${psql[@]}" "$DATABASE_URL" -c 'show server_version' | cut -d ' ' -f 1)\"}"
fi

if [ "$database" = postgres ]; then
  bytes=$("${psql[@]}" "$DATABASE_URL" -c 'select pg_database_size(current_database())')
else
  bytes=$(stat -c %s "$home/regulars.db")
fi
record "$database" size "{\"mb\":$((bytes / 1000000))}"

echo "== Start on $database"
from=$(date +%s%N)
start_server "$home" REGULARS_WEBHOOKS_ALLOW_PRIVATE=true
record "$database" start "{\"ms\":$((($(date +%s%N) - from) / 1000000))}"
sleep 5
record "$database" idle "{\"rss_kb\":$(memory_kb "$SERVER_PID" VmRSS)}"

for what in check get list search create post redeem complaint; do
  echo "== Load on $database: $what"
  load "$database" "$what"
done

echo "== Segments on $database"
node "$BENCH/segments.mjs" >"$WORK/segments"
while read -r what line; do record "$database" "$what" "$line"; done <"$WORK/segments"

echo "== Stream on $database"
node "$BENCH/streaming.mjs" 90 >"$WORK/streaming"
while read -r what line; do record "$database" "$what" "$line"; done <"$WORK/streaming"

echo "== Partners on $database"
node "$BENCH/partners.mjs" >"$WORK/partners"
while read -r what line; do record "$database" "$what" "$line"; done <"$WORK/partners"

echo "== Duplicates on $database"
# From here on its peak of memory is that of the search.
echo 5 >"/proc/$SERVER_PID/clear_refs"
node "$BENCH/duplicates.mjs" >"$WORK/duplicates"
while read -r what line; do record "$database" "$what" "$line"; done <"$WORK/duplicates"
record "$database" duplicates_memory "{\"peak_kb\":$(memory_kb "$SERVER_PID" VmHWM)}"

echo "== Campaigns on $database"
stop_server
: >"$WORK/sink"
"$EXAMPLES/sink" >>"$WORK/sink" &
sink=$!
for _ in $(seq 100); do [ "$(wc -l <"$WORK/sink")" -lt 2 ] || break; sleep 0.05; done
mails=$(sed -n 's/^mails //p' "$WORK/sink")
start_server "$home" REGULARS_SMTP_URL="$mails" REGULARS_SMTP_FROM=hello@bench.example REGULARS_SMTP_CONNECTIONS=8 \
  REGULARS_GATEWAYS_SMS_URL="$(sed -n 's/^messages //p' "$WORK/sink")" \
  REGULARS_GATEWAYS_SMS_SECRET=a-secret-of-the-bench REGULARS_GATEWAYS_SMS_CONNECTIONS=16
node "$BENCH/sending.mjs" "$("$EXAMPLES/mails" "${mails#smtp://}" 8 20000)" >"$WORK/sending"
while read -r what line; do record "$database" "$what" "$line"; done <"$WORK/sending"
record "$database" sending_memory "{\"peak_kb\":$(memory_kb "$SERVER_PID" VmHWM)}"
# It catches TERM, to let its connections end.
kill -KILL "$sink"

echo "== Figures on $database"
stop_server
export REGULARS_FACTS_FOLDER=$home/facts
rm -rf "$REGULARS_FACTS_FOLDER" "$home/export"
start_server "$home"
node "$BENCH/figures.mjs" >"$WORK/figures"
while read -r what line; do record "$database" "$what" "$line"; done <"$WORK/figures"
peak=$(memory_kb "$SERVER_PID" VmHWM)
sleep 60
record "$database" figures_memory "{\"peak_kb\":$peak,\"rest_kb\":$(memory_kb "$SERVER_PID" VmRSS)}"
stop_server
from=$(date +%s%N)
DATABASE_URL=$(database "$home") "$REGULARS_BIN" facts export "$home/export" >/dev/null 2>>"$home/server.log"
record "$database" facts_export "{\"ms\":$((($(date +%s%N) - from) / 1000000)),\"mb\":$(($(stat -c %s "$home/export/facts.parquet") / 1000000))}"
python_packages bench
"$VENV/bin/python" "$BENCH/duckdb-figures.py" "$home/export" >"$WORK/duckdb"
while read -r what line; do record "$database" "$what" "$line"; done <"$WORK/duckdb"

echo "== Verify on $database"
DATABASE_URL=$(database "$home") "$REGULARS_BIN" verify >"$WORK/verify.log" 2>&1 || { tail -n 20 "$WORK/verify.log"; exit 1; }

# Last, for what pgbench writes are no purchases of the product's.
if [ "$database" = postgres ]; then
  for what in get post redeem complaint; do
    echo "== Replay by pgbench: $what"
    rm -rf "$WORK/replay"
    mkdir -p "$WORK/replay"
    node "$BENCH/replay.mjs" "$what" "$WORK/replay"
    replay "$what" "$WORK"/replay/*.sql
  done
fi
stop_server
