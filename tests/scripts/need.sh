#!/usr/bin/env bash
# Makes sure that what a step needs is on this machine: need.sh GROUP…
# The one place that installs Debian packages: as root, else by `sudo -n`, else it fails with the line to run.
# Says and does nothing when all is there.
set -euo pipefail

has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn)" ]; }

# present PACKAGE: is what we want from this package already here, from wherever it came?
present() {
  case $1 in
    ca-certificates) [ -e /etc/ssl/certs/ca-certificates.crt ] ;;
    pkg-config | make | perl | chromium | wrk | shellcheck | unzip) command -v "$1" >/dev/null ;;
    gcc) command -v cc >/dev/null ;;
    libc6-dev) [ -e /usr/include/stdio.h ] ;;
    libpq-dev) pkg-config --exists libpq 2>/dev/null ;;
    libssl-dev) pkg-config --exists openssl 2>/dev/null ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    fonts-noto-cjk) has_chinese_font ;;
    fontconfig) command -v fc-list >/dev/null ;;
    python3) command -v python3 >/dev/null ;;
    python3-venv) python3 -c 'import venv, ensurepip' 2>/dev/null ;;
    util-linux) command -v setpriv >/dev/null ;;
    *) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok installed' ;;
  esac
}

# Tools that Debian does not have in the version we need are asked for, not installed.
require_rust() {
  command -v cargo >/dev/null && command -v rustc >/dev/null && return
  echo "Rust is missing: install rustc and cargo (version in Cargo.toml, rust-version), see https://rustup.rs" >&2
  exit 1
}

require_node() {
  local version
  version=$(node --version 2>/dev/null || true)
  version=${version#v}
  if [ "${version%%.*}" -ge 20 ] 2>/dev/null && command -v npm >/dev/null; then return; fi
  echo "Node 20 or newer with npm is needed to build the console (found: ${version:-none}), see https://nodejs.org" >&2
  exit 1
}

apt() {
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
    apt-get -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" </dev/null
}

retry() {
  local attempt
  for attempt in 1 2 3; do
    "$@" && return
    echo "attempt $attempt failed: $*" >&2
    sleep $((attempt * 5))
  done
  return 1
}

# PostgreSQL's package starts a server of its own unless told not to.
no_main_cluster() {
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" mkdir -p /etc/postgresql-common
  echo 'create_main_cluster = false' | "${as_root[@]}" tee -a /etc/postgresql-common/createcluster.conf >/dev/null
}

install() {
  local line="apt-get update && apt-get install -y --no-install-recommends $*"
  if ! command -v apt-get >/dev/null; then
    echo "Missing: $*. Install what these Debian packages hold with this system's package manager." >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
    case " $* " in *' postgresql '*)
      line="mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >> /etc/postgresql-common/createcluster.conf && $line"
      ;;
    esac
    printf 'Missing: %s. Run as root:\n  %s\n' "$*" "$line" >&2
    exit 1
  fi
  echo "== Install $*"
  local log=${LOGS:-var/log}/apt.log
  mkdir -p "$(dirname "$log")"
  case " $* " in *' postgresql '*) no_main_cluster ;; esac
  if ! { retry apt update && retry apt install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    printf 'Installing failed. Run as root:\n  %s\n' "$line" >&2
    exit 1
  fi
}

packages=()
for group in "$@"; do
  case $group in
    build)
      require_rust
      require_node
      packages+=(ca-certificates gcc libc6-dev make pkg-config libpq-dev libssl-dev)
      ;;
    release) packages+=(gcc libc6-dev make perl) ;;
    postgresql) packages+=(postgresql util-linux) ;;
    browser) packages+=(chromium fontconfig fonts-noto-cjk) ;;
    python) packages+=(python3 python3-venv) ;;
    wrk | shellcheck) packages+=("$group") ;;
    *)
      echo "need.sh: unknown group $group" >&2
      exit 2
      ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  present "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] || install "${missing[@]}"

for package in "${missing[@]}"; do
  if ! present "$package"; then
    echo "$package was installed but is still not usable here" >&2
    exit 1
  fi
done
