# The only door: everything that is done to this repository is a target here. `make` lists them.
# Steps are quiet: their output goes to $(LOGS), its end is shown when a step fails. V=1 shows everything.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

export LOGS ?= $(CURDIR)/var/log
export CARGO_TARGET_DIR ?= $(CURDIR)/target
# RELEASE=1 runs and tests the optimised build; the development build is ready minutes earlier.
PROFILE := $(if $(RELEASE),release,debug)
export REGULARS_BIN ?= $(CARGO_TARGET_DIR)/$(PROFILE)/regulars
# CARGO_FLAGS=--locked in CI: a lock file that does not match is an error there.
CARGO_FLAGS ?=
# Always the whole workspace: one set of features, so nothing is compiled twice.
BUILD_FLAGS := --workspace $(if $(RELEASE),--release) $(CARGO_FLAGS)

# How many customers the demo of `make run` has; 0 is no demo.
DEMO ?= 2000

SCRIPTS := tests/scripts
STEP := $(SCRIPTS)/step.sh
SPECTRAL := $(SCRIPTS)/openapi-lint/node_modules/.package-lock.json
WEB_SOURCES := $(shell find web \( -name node_modules -o -name dist -o -name e2e -o -name pictures \) -prune -o -type f -print 2>/dev/null)

##@ Start
.PHONY: help setup run migrate web
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' Makefile

setup: setup-build setup-test ## Install what building and testing need
	@echo "Ready."

run: setup-build web ## Build, fill an empty base with the demo and serve, in ./var (RELEASE=1: optimised; DEMO=0: none)
	@mkdir -p var
	@cargo build $(BUILD_FLAGS) --bins
	@export REGULARS_DEV=1 DATABASE_URL="$${DATABASE_URL:-sqlite://var/regulars.db}"; \
	  if [ "$(DEMO)" != 0 ]; then REGULARS_LOG_LEVEL=$${REGULARS_LOG_LEVEL:-warn} "$(REGULARS_BIN)" demo --if-empty --quiet --customers "$(DEMO)"; fi; \
	  exec "$(REGULARS_BIN)" serve

migrate: server ## Bring the database named by DATABASE_URL up to date
	@mkdir -p var
	@DATABASE_URL="$${DATABASE_URL:-sqlite://var/regulars.db}" "$(REGULARS_BIN)" migrate

web: web/dist/index.html ## Build the console into web/dist

##@ Check
.PHONY: check test lint
check: fmt clippy areas openapi-check licences lint-web lint-shell test ## Everything CI checks

test: test-unit test-web test-api-sqlite test-api-postgres test-e2e test-schema ## All tests: rules, API on both databases, console, browser, document
	@echo "All tests passed."

lint: fmt clippy areas lint-web lint-shell test-openapi-lint licences ## Formatting, lints, areas, licences

##@ Make things
.PHONY: openapi clients pictures release bench clean
openapi: server ## Write openapi/regulars.json and the console's types from the code
	@mkdir -p openapi
	@"$(REGULARS_BIN)" openapi > openapi/regulars.json.new
	@mv openapi/regulars.json.new openapi/regulars.json
	@$(STEP) "Console types" npm --prefix web run generate

clients: web/node_modules/.package-lock.json ## Build client packages for Python and TypeScript from the document into openapi/clients
	@$(SCRIPTS)/need.sh python
	@$(STEP) "Client packages" $(SCRIPTS)/clients-build.sh

pictures: server ## Take the pictures of this README again, from the journeys through the main job
	@$(SCRIPTS)/need.sh browser
	@PICTURES="$(CURDIR)/web/pictures" $(STEP) --tests "Pictures" $(SCRIPTS)/e2e.sh main-job

release: setup-build web ## Build the released binary: libpq, OpenSSL and SQLite linked in
	@$(SCRIPTS)/need.sh release
	@cargo build --release --workspace --bins --features regulars/bundled $(CARGO_FLAGS)
	@ls -lh "$(CARGO_TARGET_DIR)/release/regulars"

bench: setup-build web ## Measure what is released on both databases (BENCH_SCALE=0.01 for a quick look)
	@$(SCRIPTS)/need.sh release postgresql wrk python
	@tests/bench/bench.sh

clean: ## Remove logs and built files, keep databases in ./var
	@rm -rf web/dist web/node_modules .venv openapi/clients "$(LOGS)" tests/scripts/openapi-lint/node_modules
	@cargo clean

##@ Parts of the above
.PHONY: setup-build need-build setup-test server fmt clippy areas licences lint-web lint-shell openapi-check
.PHONY: test-unit test-web test-api-sqlite test-api-postgres test-e2e test-e2e-postgres test-schema test-openapi-lint test-clients
setup-build: need-build web/node_modules/.package-lock.json ## Install what building needs

need-build:
	@$(SCRIPTS)/need.sh build

setup-test: $(SPECTRAL) ## Install what testing needs
	@$(SCRIPTS)/need.sh postgresql browser python shellcheck

server: setup-build web ## Build the server
	@$(STEP) "Build the server" cargo build $(BUILD_FLAGS) --bins

fmt: ## Rust is formatted
	@$(STEP) "Formatting" cargo fmt --all --check

clippy: setup-build web ## Clippy without a warning, every target
	@$(STEP) "Clippy" cargo clippy --workspace --all-targets $(CARGO_FLAGS) -- -D warnings

areas: ## No area of the server names one beside or above it, no service names HTTP (see api/README.md)
	@$(STEP) --tests "Areas" node --test --test-reporter=tap $(SCRIPTS)/areas.test.mjs

licences: web/node_modules/.package-lock.json $(SPECTRAL) ## Every dependency has an allowed licence, each of ours one version
	@$(STEP) --tests "Licence expressions" node --test --test-reporter=tap $(SCRIPTS)/spdx.test.mjs
	@$(STEP) "Licences" node $(SCRIPTS)/licences.mjs

lint-web: web/node_modules/.package-lock.json ## The console is formatted, linted and typed
	@$(STEP) "Console: formatting, lints, types" npm --prefix web run check

lint-shell: ## Shell scripts without a finding
	@$(SCRIPTS)/need.sh shellcheck
	@$(STEP) "Shell scripts" shellcheck -x .ci/run $(SCRIPTS)/*.sh tests/bench/*.sh

openapi-check: server test-openapi-lint ## The committed API document is the one the code makes, its changelog tells what is new
	@$(STEP) "API document unchanged" $(SCRIPTS)/openapi-check.sh
	@$(STEP) --tests "Reading the changelog" node --test --test-reporter=tap $(SCRIPTS)/changelog.test.mjs
	@$(STEP) "API changelog" node $(SCRIPTS)/changelog.mjs

test-openapi-lint: $(SPECTRAL) ## The API document passes Spectral's rules
	@$(STEP) "API document: Spectral" $(SCRIPTS)/openapi-lint.sh

test-unit: setup-build web ## Rules and small parts
	@$(STEP) --tests "Unit tests" cargo test $(BUILD_FLAGS) --lib --bins
	@$(STEP) "Examples in the documentation" cargo test $(BUILD_FLAGS) --doc

test-web: web/node_modules/.package-lock.json ## The console's own tests
	@$(STEP) --tests "Console tests" $(SCRIPTS)/vitest.sh

test-api-sqlite: server ## The API on SQLite
	@TEST_DATABASE=sqlite $(STEP) --tests "API on SQLite" \
	  cargo test $(BUILD_FLAGS) --test integration

test-api-postgres: server ## The API on PostgreSQL, in a private cluster
	@$(SCRIPTS)/need.sh postgresql
	@TEST_DATABASE=postgres $(STEP) --tests "API on PostgreSQL" $(SCRIPTS)/with-postgres.sh \
	  cargo test $(BUILD_FLAGS) --test integration

test-e2e: server ## The journeys in a real browser
	@$(SCRIPTS)/need.sh browser
	@$(STEP) --tests "Journeys in Chromium" $(SCRIPTS)/e2e.sh

test-e2e-postgres: server ## The journeys once more, on PostgreSQL
	@$(SCRIPTS)/need.sh postgresql browser
	@$(STEP) --tests "Journeys in Chromium on PostgreSQL" $(SCRIPTS)/with-postgres.sh $(SCRIPTS)/e2e.sh

test-schema: server test-openapi-lint test-clients ## Generated requests against the document: no server error, no surprise
	@$(SCRIPTS)/need.sh python
	@$(STEP) "Schemathesis" $(SCRIPTS)/schemathesis.sh

test-clients: server web/node_modules/.package-lock.json ## The client packages, and the examples of openapi/README.md
	@$(SCRIPTS)/need.sh python
	@$(STEP) "Generated clients" $(SCRIPTS)/clients.sh
	@$(STEP) "The example for partners" $(SCRIPTS)/partner-example.sh

web/node_modules/.package-lock.json: web/package-lock.json
	@$(STEP) "Console: install packages" npm --prefix web ci --no-audit --no-fund
	@touch $@

# A tool only: its packages' own install scripts are not run.
$(SPECTRAL): $(SCRIPTS)/openapi-lint/package-lock.json
	@$(STEP) "Spectral: install packages" npm --prefix $(SCRIPTS)/openapi-lint ci --ignore-scripts --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@$(STEP) "Build the console" npm --prefix web run build
