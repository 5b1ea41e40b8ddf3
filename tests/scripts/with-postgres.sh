#!/usr/bin/env bash
# Runs a command with a private PostgreSQL: with-postgres.sh [--durable] COMMAND…
# A fresh cluster in a temporary folder, reached by a socket only, named in TEST_POSTGRES_URL, gone afterwards whatever
# happens. Without --durable it does not wait for the disk: for tests. With --durable it keeps what it has
# acknowledged, as in earnest: for kill tests and measurements.
# A TEST_POSTGRES_URL that is already set is used as it is. A database that cannot start is a failure, never a skip.
set -euo pipefail

durable=no
if [ "${1:-}" = --durable ]; then
  durable=yes
  shift
fi
[ $# -gt 0 ] || { echo "usage: with-postgres.sh [--durable] COMMAND…" >&2; exit 2; }
[ -z "${TEST_POSTGRES_URL:-}" ] || exec "$@"

"$(dirname "$0")/need.sh" postgresql
# The newest version that is installed.
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

# PostgreSQL refuses to run as root; it stops by itself should this script be killed.
as_owner=()
owner=(setpriv --pdeathsig INT)
if [ "$(id -u)" -eq 0 ]; then
  as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  owner=("${as_owner[@]}" --pdeathsig INT)
fi

# Short, because the path of a socket has about 100 characters; on a disk when it has to be durable.
parent=/tmp
[ "$durable" = no ] || parent=/var/tmp
folder=$(mktemp -d "$parent/regulars-pg.XXXXXX")
chmod 755 "$folder"
server=
stop() {
  trap - EXIT INT TERM HUP
  if [ -n "$server" ] && kill -INT "$server" 2>/dev/null; then
    for _ in $(seq 100); do
      kill -0 "$server" 2>/dev/null || break
      sleep 0.1
    done
    kill -QUIT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

[ "$(id -u)" -ne 0 ] || chown postgres "$folder"
log=$folder/log

settings=(
  -c listen_addresses= -c "unix_socket_directories=$folder" -c unix_socket_permissions=0777
  -c max_connections=300 -c shared_buffers=512MB -c max_wal_size=4GB -c checkpoint_timeout=15min
  -c timezone=UTC -c log_timezone=UTC -c lc_messages=C -c shared_preload_libraries=
)
if [ "$durable" = no ]; then
  settings+=(-c fsync=off -c full_page_writes=off -c synchronous_commit=off)
fi

fail() {
  echo "PostgreSQL did not start ($bin):" >&2
  tail -n 30 "$log" >&2
  exit 1
}
(cd "$folder" && "${as_owner[@]}" "$bin/initdb" -D "$folder/data" -U regulars -A trust -E UTF8 \
  --lc-ctype=C.UTF-8 --lc-collate=C --no-sync) >>"$log" 2>&1 || fail
serve() {
  cd "$folder"
  exec "${owner[@]}" "$bin/postgres" -D "$folder/data" "${settings[@]}"
}
serve >>"$log" 2>&1 &
server=$!
for _ in $(seq 300); do
  kill -0 "$server" 2>/dev/null || fail
  if "$bin/pg_isready" -q -h "$folder" -U regulars -d postgres; then break; fi
  sleep 0.1
done
"$bin/pg_isready" -q -h "$folder" -U regulars -d postgres || fail

export TEST_POSTGRES_URL="postgres:///postgres?host=${folder//\//%2F}&user=regulars"
export TEST_POSTGRES_BIN=$bin TEST_POSTGRES_PID=$server TEST_POSTGRES_LOG=$log
status=0
"$@" || status=$?
exit "$status"
