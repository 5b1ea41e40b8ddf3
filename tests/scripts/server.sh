# shellcheck shell=bash
# A server for the scripts beside this file, to be sourced:
#   start_server FOLDER [NAME=VALUE…]   starts $REGULARS_BIN on a free port, sets REGULARS_URL and SERVER_PID
#   stop_server                         ends it, waits until it is gone
#   admin FOLDER                        creates the user named by REGULARS_EMAIL and REGULARS_PASSWORD
#   access_token                        logs that user in, prints the token
# The database is SQLite in FOLDER unless DATABASE_URL is set. What the server says is in FOLDER/server.log.

SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$SCRIPTS/../.." && pwd)
: "${REGULARS_BIN:=${CARGO_TARGET_DIR:-$ROOT/target}/debug/regulars}"
if [ ! -x "$REGULARS_BIN" ]; then
  echo "$REGULARS_BIN is not there: make server" >&2
  exit 1
fi

SERVER_PID=
export REGULARS_EMAIL=${REGULARS_EMAIL:-admin@regulars.example}
export REGULARS_PASSWORD=${REGULARS_PASSWORD:-correct-horse-battery}

database() { echo "${DATABASE_URL:-sqlite://$1/regulars.db}"; }

admin() {
  DATABASE_URL=$(database "$1") "$REGULARS_BIN" migrate >>"$1/server.log" 2>&1 &&
    DATABASE_URL=$(database "$1") "$REGULARS_BIN" user create \
      --email "$REGULARS_EMAIL" --name Admin --role admin --password "$REGULARS_PASSWORD" >>"$1/server.log" 2>&1 && return
  tail -n 30 "$1/server.log" >&2
  return 1
}

start_server() {
  local folder=$1 log=$1/server.log from
  shift
  touch "$log"
  from=$(($(wc -l <"$log") + 1))
  env DATABASE_URL="$(database "$folder")" REGULARS_HTTP_LISTEN=127.0.0.1:0 \
    REGULARS_LIMITS_CALLER_PER_MINUTE=100000000 REGULARS_LIMITS_ADDRESS_PER_MINUTE=100000000 \
    REGULARS_AUTH_LOGIN_ATTEMPTS=1000000 "$@" \
    "$REGULARS_BIN" serve >>"$log" 2>&1 &
  SERVER_PID=$!
  for _ in $(seq 2000); do
    REGULARS_URL=$(tail -n "+$from" "$log" | sed -nE 's,.*listening on (http://[0-9.]+:[0-9]+).*,\1,p' | head -n 1)
    [ -z "$REGULARS_URL" ] || break
    kill -0 "$SERVER_PID" 2>/dev/null || break
    sleep 0.01
  done
  if [ -z "$REGULARS_URL" ]; then
    echo "the server did not start:" >&2
    tail -n 30 "$log" >&2
    stop_server
    return 1
  fi
  export REGULARS_URL
}

stop_server() {
  [ -n "$SERVER_PID" ] || return 0
  kill -TERM "$SERVER_PID" 2>/dev/null || true
  for _ in $(seq 150); do
    kill -0 "$SERVER_PID" 2>/dev/null || break
    sleep 0.1
  done
  if kill -KILL "$SERVER_PID" 2>/dev/null; then echo "the server did not stop within 15 s and was killed" >&2; fi
  wait "$SERVER_PID" 2>/dev/null || true
  SERVER_PID=
}

access_token() { node "$SCRIPTS/access-token.mjs"; }
