# The portal's commands. `make demo` and `make test` need only git, make and Python 3.11.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
LOCAL := PORTAL_PLAIN_HTTP=1

.PHONY: help setup dev demo test check bench bench-districting bench-seeds messages \
  format clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 22

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 1; }
	$(PYTHON) -m venv --without-pip .venv

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing the portal's libraries …"
	$(PYTHON) -m pip --python $(BIN)/python install --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing what tests and checks need …"
	$(PYTHON) -m pip --python $(BIN)/python install --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/.runtime

setup: .venv/.runtime ## Make .venv and install the pinned libraries

dev: .venv/.dev ## The same, with what tests and checks need

demo: .venv/.runtime ## Invent a year of life in all of Estonia and serve it on 127.0.0.1:8000
	@exec env $(LOCAL) PORTAL_DEMO=1 PORT=$(PORT) $(BIN)/python manage.py demo

test: .venv/.dev ## Run all tests, on SQLite and on PostgreSQL
	@env BIN=$(BIN) sh scripts/test.sh

check: .venv/.dev ## Run every check that is not a test
	@env BIN=$(BIN) sh scripts/check.sh

bench: .venv/.dev ## Measure speed and memory with all of Estonia and 20,000 concerns
	@env $(LOCAL) $(BIN)/python -m benchmarks

var/peers/.peers: requirements-peers.txt | .venv/bin/python
	$(PYTHON) -m venv --without-pip var/peers
	@echo "Installing the libraries to compare with …"
	$(PYTHON) -m pip --python var/peers/bin/python install --disable-pip-version-check -r requirements-peers.txt
	@touch $@

bench-districting: .venv/.dev var/peers/.peers ## Draw regions beside other libraries (QUICK=1: a small country)
	@$(BIN)/python -m benchmarks.comparison $(if $(QUICK),--quick)

bench-seeds: .venv/.dev ## Draw regions with ten seeds for each preset (QUICK=1: a small country)
	@$(BIN)/python -m benchmarks.seeds $(if $(QUICK),--quick)

messages: .venv/.dev ## Bring locale/ in step with the sources
	@$(BIN)/python -m groundwork.catalogues sync

format: .venv/.dev ## Lay out the code
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

clean: ## Throw away everything that was made, the database too
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis
