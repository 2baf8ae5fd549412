# Everything is run from here: `make` alone lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready
INTEROP := tests/interop
CLIENTS_READY := $(INTEROP)/node_modules/.ready
# Test processes at once; the machine's cores unless told otherwise.
JOBS ?= auto

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(DEV_READY) certs ## virtual environment, dependencies, keys and certificates

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "orgless needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) || { echo "no virtual environment could be made; on Debian: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

# What only the tests need is a second step: the demo does not wait for it.
$(DEV_READY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

.PHONY: certs
certs: $(READY) ## the demo world's keys and certificates; what is there is kept
	@$(BIN)/orgless certs --quiet

.PHONY: demo
demo: certs ## start the three servers, play the three steps and two failures, stop
	$(BIN)/orgless demo
	$(BIN)/orgless demo --scenario quotes_around_the_subject
	$(BIN)/orgless demo --scenario profile_not_assigned

.PHONY: up
up: certs ## start the three servers and keep them until Ctrl-C
	$(BIN)/orgless serve

.PHONY: test
test: setup clients ## all tests
	$(BIN)/pytest -n $(JOBS)

# npm brings the clients that are no Python packages. Elsewhere than in CI their tests are left out where there is no npm.
.PHONY: clients
clients: ## the Salesforce clients that tests/interop runs
	@if command -v npm >/dev/null; then $(MAKE) --silent $(CLIENTS_READY); \
	elif [[ -n "$${CI:-}" ]]; then echo "npm is missing; .ci/run installs it"; exit 1; \
	else echo "npm is missing: jsforce and the Salesforce CLI are left out (on Debian: apt install npm)"; fi

$(CLIENTS_READY): $(INTEROP)/package.json $(INTEROP)/package-lock.json $(INTEROP)/.npmrc
	echo "installing the Salesforce clients with npm"
	cd $(INTEROP) && npm ci --loglevel=error
	@touch $@

.PHONY: interop
interop: setup clients ## run the Salesforce clients and write docs/interop.md
	$(BIN)/pytest $(INTEROP) -k succeeds --write-page

.PHONY: lint
lint: $(DEV_READY) ## style and likely mistakes
	$(BIN)/ruff check
	$(BIN)/ruff format --check

.PHONY: types
types: $(DEV_READY) ## static types
	$(BIN)/mypy

.PHONY: check
check: lint types test ## lint, types and tests

.PHONY: docs
docs: certs ## the generated pages of docs/
	$(BIN)/python -m orgless.docs

.PHONY: bench
bench: setup ## what one exchange costs, beside a bare view and a stock grant
	$(BIN)/python benchmarks/exchange.py

.PHONY: clean
clean: ## remove what was made here, the demo world's keys included
	rm -rf $(VENV) $(INTEROP)/node_modules build dist .state .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find certs -type f ! -name README.md -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
