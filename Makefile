# Two commands on a bare machine: `make demo` and `make test`. `make help` names the others.
# They need Python 3.12 or later with pip, make, and the package registries.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
SYNCED := .venv/.synced
# mypy, Django and the benchmarks read the addresses of servers from the environment.
WITH_SERVERS := $(BIN)/python -m guildhall.config.local.with_servers
# Benchmarks have data of their own, beside the demo's.
BENCHMARK := GUILDHALL_DATA_DIR=.guildhall/bench $(WITH_SERVERS) $(BIN)/python -m tests.benchmarks

# Looked for when a recipe needs it, not before; where there is none, the recipe stops.
PYTHON = $$(.ci/find-python)

export UV_PYTHON_DOWNLOADS := never
# Every start would compile every library again where bytecode is not written.
export UV_COMPILE_BYTECODE := 1
# Trust what the machine trusts: behind a company proxy that is more than the bundled list.
export UV_SYSTEM_CERTS := 1
unexport PYTHONDONTWRITEBYTECODE
export DJANGO_SETTINGS_MODULE := guildhall.config.settings

STORES ?= 5
DAYS ?= 7
WORKERS ?= auto
ARGS ?=

# Goals share servers and one environment.
.NOTPARALLEL:

.PHONY: help
help: ## Show this list.
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

# --- the two commands -------------------------------------------------------------------------

.PHONY: demo
demo: $(SYNCED) assets ## Open the house on real baskets. CHECK=1: verify a fresh day. STORES=5 DAYS=7
	@$(BIN)/python -m guildhall.config.local.demo $(if $(CHECK),--check) --stores $(STORES) --days $(DAYS)

.PHONY: test
test: $(SYNCED) system-parts assets ## Run the whole suite on real servers. ARGS='tests/orders -k cancel' WORKERS=0
	@$(BIN)/pytest -n $(WORKERS) $(ARGS)

.PHONY: test-15
SMOKE := tests/orders tests/storefront tests/kernel/test_backend.py tests/kernel/test_delivery.py \
    $(addprefix tests/inventory/test_,$(addsuffix .py,availability blocks bookings checkout_holds explain holds lots model stocktakes transfers valuation)) \
    $(addprefix tests/catalog/,test_price_resolution.py imports/test_taking.py)
test-15: $(SYNCED) assets ## Run a part of the suite on PostgreSQL 15, the minimum.
	@folder=$$(.ci/postgres-15) && GUILDHALL_POSTGRES_BIN="$$folder" GUILDHALL_TEST_DATA=test-15 \
	    $(BIN)/pytest -n $(WORKERS) $(or $(ARGS),$(SMOKE))

# --- quality ----------------------------------------------------------------------------------

CHECKS := check-format check-lint check-types check-contracts check-templates check-migrations check-expansions check-schema check-documents check-messages

.PHONY: check $(CHECKS)
check: $(CHECKS) ## Check format, lint, types, contracts, templates, migrations, messages.
check-format: $(SYNCED)
	$(BIN)/ruff format --check .
check-lint: $(SYNCED)
	$(BIN)/ruff check .
check-types: $(SYNCED)
	$(WITH_SERVERS) $(BIN)/mypy
check-contracts: $(SYNCED)
	$(BIN)/lint-imports
check-templates: $(SYNCED)
	$(BIN)/djlint --check --lint src public_site tenants
check-migrations: $(SYNCED)
	$(WITH_SERVERS) $(BIN)/python manage.py makemigrations --check --dry-run
check-expansions: $(SYNCED)
	$(WITH_SERVERS) $(BIN)/python manage.py check_expansions
check-schema: $(SYNCED)
	$(WITH_SERVERS) $(BIN)/python manage.py compile_schema --check
check-documents: $(SYNCED)
	$(WITH_SERVERS) $(BIN)/python manage.py build_openapi --check
check-messages: $(SYNCED)
	$(BIN)/python -m guildhall.config.local.messages check

.PHONY: format
format: $(SYNCED) ## Format code and templates, and mend what lint can mend.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --reformat --quiet src public_site tenants || true  # 1: it has changed something

# --- figures ----------------------------------------------------------------------------------

.PHONY: bench
bench: $(SYNCED) ## Measure. NAME=orders ARGS=--quick
	@test -f "tests/benchmarks/$(NAME).py" || { echo "No benchmark '$(NAME)'. There are: $$(cd tests/benchmarks && ls [a-z]*.py | sed '/^test_/d; s/\.py$$//' | xargs)" >&2; exit 2; }
	@.ci/bench-parts
	@$(BENCHMARK).$(NAME) $(ARGS)

.PHONY: bench-fixture
bench-fixture: $(SYNCED) ## Build the large data that benchmarks read, once.
	@$(BENCHMARK).fixture $(ARGS)

.PHONY: soak
soak: $(SYNCED) system-parts ## Run the long size of a test; its report goes to docs/evidence. NAME=oversell
	@test -n "$(NAME)" || { echo "Say which: make soak NAME=oversell" >&2; exit 2; }
	@mkdir -p docs/evidence
	@files=$$(grep -rl --include='test_*.py' '"$(NAME)"' tests) || { echo "No test has that size" >&2; exit 2; }; \
	    GUILDHALL_SOAK=$(NAME) $(BIN)/pytest -n 0 --timeout 0 -q -s --no-header $(ARGS) $$files \
	    | sed -u -e 's/{".*"event":.*//' -e '/^$$/d' | tee "docs/evidence/$(NAME).txt"

# --- parts ------------------------------------------------------------------------------------

.PHONY: assets
assets: $(SYNCED) ## Fetch browser assets and compile messages, where they are not there.
	@$(BIN)/python -m guildhall.config.local.assets

.PHONY: client
client: $(SYNCED) ## Make typed Python clients from docs/api, in build/clients.
	@$(BIN)/python -m guildhall.config.local.clients

.PHONY: shell
shell: $(SYNCED) ## Open Django's shell on the demo's data.
	@$(WITH_SERVERS) $(BIN)/python manage.py shell

.PHONY: system-parts
system-parts:
	@.ci/system-parts

.PHONY: clean
clean: ## Remove everything that these commands have made, the demo's data included.
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m guildhall.config.local.erase; fi
	rm -rf .venv .tools .guildhall build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(UV):
	@python=$(PYTHON); echo "Fetching uv $(UV_VERSION) into .tools …"; \
	"$$python" -m pip install --quiet --disable-pip-version-check --upgrade --target .tools "uv==$(UV_VERSION)"

# The stamp makes a second run quick. A virtual environment of an older Python is made anew.
$(SYNCED): uv.lock pyproject.toml $(UV)
	@python=$(PYTHON); $(UV) sync --locked --all-groups --python "$$python"
	@touch $(SYNCED)
