# Everything that people and machines run here; `make help` lists it.
#
# The map page is built before the binary, which embeds it. Tests use the dev profile and build the
# whole workspace at once, so that every crate shares one set of dependencies; the only release
# builds are those of `run` and `bench`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

CARGO_FLAGS ?= --locked
TARGET := $(or $(CARGO_TARGET_DIR),target)
NPM := npm --prefix web
# Other people's programs, by which tests judge what the service answers.
VALIDATORS := tests/validators/node_modules/.package-lock.json
# What the tests of the page and of the README run.
TESTED := ATLAS_BIN=$(abspath $(TARGET))/debug/atlas

# What `make run` loads where there is no database yet.
PACKAGES := fixtures/reference fixtures/france-china-2015

##@ Using

.PHONY: run
run: export ATLAS_LISTEN ?= 127.0.0.1:8080
run: export ATLAS_DATABASE ?= data/atlas.gpkg
run: build ## Build, load the atlas of 2015 where there is no database yet, serve on ATLAS_LISTEN
	scripts/load.sh $(TARGET)/release/atlas $(PACKAGES)
	exec $(TARGET)/release/atlas serve

.PHONY: build
build: need-build page ## Build the page and the release binary, target/release/atlas
	cargo build --release $(CARGO_FLAGS)

##@ Checking

.PHONY: test
test: need-test lint test-build test-fixtures test-openapi test-rust test-readme test-web ## Every check and every test

.PHONY: check
check: need-check lint ## What is quick: layout, lints, links in the documentation of the code, types of the page
	$(NPM) run check

.PHONY: lint
lint: page
	cargo fmt --all --check
	cargo clippy $(CARGO_FLAGS) --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings -A rustdoc::bare-urls' cargo doc $(CARGO_FLAGS) --workspace --no-deps --quiet

.PHONY: test-build
test-build: page
	cargo build $(CARGO_FLAGS) --workspace --all-targets

.PHONY: test-fixtures
test-fixtures: test-build
	$(TARGET)/debug/atlas-fixtures --check

.PHONY: test-openapi
test-openapi: test-build
	$(TARGET)/debug/atlas openapi --write $(TARGET)/openapi
	diff -rq openapi $(TARGET)/openapi || { echo "openapi/ is not what the routes say; rewrite with: make openapi" >&2; exit 1; }

# Property tests try the same cases each time, so that a red run can be repeated; ATLAS_SEED=7 tries others.
ATLAS_SEED ?= 2015

.PHONY: test-rust
test-rust: test-build $(VALIDATORS) ## The tests of all crates
	PROPTEST_RNG_SEED=$(ATLAS_SEED) cargo test $(CARGO_FLAGS) --workspace

tests/validators/node_modules/.package-lock.json: tests/validators/package.json tests/validators/package-lock.json
	npm --prefix tests/validators ci --no-audit --no-fund
	touch $@

.PHONY: test-readme
test-readme: test-build ## The examples of the README against the service
	cd web && $(TESTED) node --import tsx ../scripts/readme.mjs

.PHONY: test-web
test-web: test-build ## The tests of the page, in Node and in a browser
	$(TESTED) $(NPM) test

.PHONY: bench
bench: need-bench build ## Measure the core, then the HTTP edge against nginx
	cargo bench $(CARGO_FLAGS) --package atlas-bench
	ATLAS_BIN=$(TARGET)/release/atlas bench/http.sh

##@ Rewriting

.PHONY: fmt
fmt: ## Lay out the Rust code
	cargo fmt --all

.PHONY: openapi
openapi: ## Rewrite openapi/ from the routes
	cargo run $(CARGO_FLAGS) --package atlas -- openapi --write openapi

.PHONY: fixtures
fixtures: ## Rewrite the fixtures from their sources
	cargo run $(CARGO_FLAGS) --package atlas-fixtures

.PHONY: readme
readme: test-build ## Rewrite the answers that the README shows
	cd web && $(TESTED) node --import tsx ../scripts/readme.mjs --write

.PHONY: clean
clean: ## Remove what was built; the database in data/ stays
	cargo clean
	rm -rf web/dist web/node_modules tests/validators/node_modules

##@ The page

# npm writes this file last, and only where it installed everything.
web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	$(NPM) ci --include=dev --no-audit --no-fund
	touch $@

PAGE_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/test/*')

web/dist/fr.html: web/node_modules/.package-lock.json $(PAGE_SOURCES)
	$(NPM) run build

.PHONY: page
page: web/dist/fr.html ## Build the map page into web/dist, from where the binary embeds it

##@ Getting ready

.PHONY: need-build need-check need-test need-bench
need-build:
	scripts/need.sh cargo cc node
need-check: need-build
	scripts/need.sh clippy rustfmt
need-test: need-check ## Install what the tests need (as root, on Debian), or say what is missing
	scripts/need.sh ogrinfo chromium curl jq postgis
need-bench: need-build
	scripts/need.sh nginx wrk curl taskset

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	    /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
