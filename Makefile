# Every target sets up first, which costs nothing once it is done. PYTHON=python3.12 picks the interpreter that looks.
PYTHON ?= python3
LOCKER ?= uv
BIN := .venv/bin
# `make test` keeps to five minutes. REQUIRE_ALL=1, as .ci/run has it, adds what is marked `thorough`.
CHOSEN := $(if $(filter 1,$(REQUIRE_ALL)),-m "not full",)
PARALLEL := --numprocesses=logical --maxprocesses=8 --dist=worksteal

.DEFAULT_GOAL := help
.PHONY: help setup demo up test test-full check bench soak reset lock

help: ## what can be run here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv from the lock (once; done by every target below)
	@$(PYTHON) scripts/setup.py

demo: setup ## walk three journeys and the refusals in this terminal, verify the log, exit
	@$(BIN)/python -m eid_sandbox demo

up: setup ## start everything on the default ports, with state in .local/, until Ctrl-C
	@$(BIN)/python -m eid_sandbox up

test: setup ## run the tests that fit into five minutes; with REQUIRE_ALL=1 also those with browser, npm and fuzzer
	@$(BIN)/python -m pytest $(PARALLEL) $(CHOSEN)

test-full: setup ## run every test there is, and look for counter-examples ten times as long
	@$(BIN)/python -m pytest $(PARALLEL) -m "" --hypothesis-profile=full

check: setup ## lint, format, types, import contracts, size budget
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest tests/architecture/test_size_budget.py

# OPTIONS="--quick" tries them out. Without it the figures are kept in docs/measurements/: run them on an idle machine.
bench: setup ## measure what a journey costs each service: CPU, latency, memory
	@$(BIN)/python -m eid_sandbox bench $(or $(OPTIONS),--json docs/measurements/bench.json)

soak: setup ## kill bridge processes under load, on SQLite and PostgreSQL, and check that every promise was kept
	@$(BIN)/python -m eid_sandbox soak $(or $(OPTIONS),--json docs/measurements/soak-sqlite.json)
	@$(BIN)/python scripts/with_postgresql.py $(BIN)/python -m eid_sandbox soak --database-url {database_url} \
		$(or $(OPTIONS),--json docs/measurements/soak-postgresql.json)

reset: ## wipe the state that `make up` keeps in .local/
	@rm -rf .local
	@echo "state in .local/ wiped"

# For maintainers, after a change to the dependencies in pyproject.toml. Needs uv (LOCKER=path/to/uv); versions already
# locked stay (UPGRADE=--upgrade moves them). Neither lock names an index: that is the installer's own setting.
LOCK = $(LOCKER) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock' --extra build $(UPGRADE)
lock: ## resolve the dependencies again into both lock files
	@$(LOCK) --output-file requirements.lock
	@$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
