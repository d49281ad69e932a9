# Two commands for a user: `make run` and `make test`. `make help` lists the rest.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
NPM := $(shell command -v npm 2>/dev/null)
BIN := .venv/bin
# Options of `argyll up` for `make run`, such as ARGS='--demo --port 9000'.
ARGS ?=

PAGES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

.PHONY: help run setup test lint cluster bench dev admin clean

help:
	@echo 'make run      set everything up and start a node in the foreground (ARGS="--demo" for a first look)'
	@echo 'make test     set everything up and run all tests'
	@echo 'make setup    only set up: virtual environment, dependencies, front end'
	@echo 'make lint     formatting, types, layers of imports, of Python and of the front end'
	@echo 'make cluster  start three nodes on this machine'
	@echo 'make bench    measure, and print a table and JSON'
	@echo 'make dev      a node beside the development server of the front end'
	@echo 'make admin    make a user for the admin pages'
	@echo 'make clean    remove what was built or installed; data stays'

run: setup
	@exec $(BIN)/argyll up $(ARGS)

cluster: setup
	@exec $(BIN)/argyll cluster-demo $(ARGS)

admin: setup
	@exec $(BIN)/argyll createadmin $(ARGS)

bench: setup
	$(BIN)/python -m bench.run $(ARGS)
	$(BIN)/python -m bench.scripts

# The development server passes API calls on to the node.
dev: setup
	@test -n "$(NPM)" || { echo 'make dev needs Node 20 with npm'; exit 1; }
	@trap 'kill $$node' EXIT; ARGYLL_DEBUG=1 $(BIN)/argyll up $(ARGS) & node=$$!; cd frontend && $(NPM) run dev

test: setup
	$(BIN)/python -m pytest -q
ifneq ($(NPM),)
	cd frontend && $(NPM) test
endif

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/unit/test_layers.py
ifneq ($(NPM),)
	cd frontend && $(NPM) run lint
endif

setup: .make/python .make/pages

.make/venv:
	@test -n "$(PYTHON)" || { echo 'Argyll needs Python 3.11 or newer; set PYTHON=/path/to/python'; exit 1; }
	@echo '==> virtual environment'
	@$(PYTHON) -m venv .venv || { echo 'The venv module of Python is missing (on Debian: apt install python3-venv)'; exit 1; }
	@mkdir -p .make && touch $@

.make/python: .make/venv pyproject.toml
	@echo '==> Python dependencies'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

ifneq ($(NPM),)
.make/node_modules: frontend/package.json frontend/package-lock.json
	@echo '==> dependencies of the front end'
	@cd frontend && $(NPM) ci --no-audit --no-fund --loglevel=error
	@mkdir -p .make && touch $@

.make/pages: .make/node_modules $(PAGES)
	@echo '==> front end'
	@cd frontend && $(NPM) run --silent build
	@mkdir -p .make && touch $@
else
.make/pages:
	@echo '==> Node 20 was not found: the node will run without its pages (API, WebSocket and admin work)'
endif

clean:
	rm -rf .venv .make .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info frontend/node_modules frontend/dist
	find . -name __pycache__ -type d -not -path './frontend/*' -prune -exec rm -rf {} +
