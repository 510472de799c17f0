# Everything that a person or a machine does with this repository. `make help` lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

ATLAS_LISTEN ?= 127.0.0.1:8080
ATLAS_DATABASE ?= data/atlas.gpkg
# In the order in which they build upon each other.
PACKAGES := fixtures/reference fixtures/france-china-2015

PAGE := web/dist/index.html
RELEASE := target/release/atlas

.PHONY: help run test check fmt page-test packages bench openapi fixtures clean FORCE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RELEASE) $(ATLAS_DATABASE) ## build, load the France-China atlas when there is no database yet, serve it
	$(RELEASE) serve --listen $(ATLAS_LISTEN) --database $(ATLAS_DATABASE)

$(ATLAS_DATABASE): | $(RELEASE)
	@mkdir -p $(dir $@)
	$(RELEASE) import $(PACKAGES) --database $@.new
	mv $@.new $@

$(RELEASE): $(PAGE) FORCE
	cargo build --release --locked -p atlas

# The page is compiled into the binary, so it comes first.
$(PAGE): web/node_modules/.package-lock.json $(shell find web/src web/build web/index.html web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)
	cd web && npm run build

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

test: packages check ## everything: formatting, lints, all tests, the page in a real browser
	cargo test --workspace --locked
	$(MAKE) page-test

check: $(PAGE) ## formatting and lints
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

page-test: $(PAGE) ## the map page in a real browser
	cargo build --locked -p atlas
	cd web && npm run check && npm test

packages: ## install the Debian packages that the tests use, or say which are missing
	scripts/packages.sh

bench: $(RELEASE) ## the core at three sizes, then the edge against nginx
	cargo bench --locked -p atlas-bench
	bench/http.sh

openapi: $(PAGE) ## rewrite the committed OpenAPI documents from the routes
	cargo run --locked -p atlas -- openapi --write openapi/

fixtures: ## rewrite the fixtures from fixtures/sources
	cargo run --locked -p atlas-fixtures

fmt: ## format
	cargo fmt --all

clean: ## remove what was built; the database in data/ stays
	cargo clean
	rm -rf web/dist web/node_modules
