# Every target sets up first, which costs nothing once it is done. PYTHON=python3.12 picks the interpreter that looks.
PYTHON ?= python3
LOCKER ?= uv
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo up test test-full check reset lock

help: ## what can be run here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv from the lock (once; done by every target below)
	@$(PYTHON) scripts/setup.py

demo: setup ## walk both journeys and the refusals in this terminal, verify the log, exit
	@$(BIN)/python -m eid_sandbox demo

up: setup ## start everything on the default ports, with state in .local/, until Ctrl-C
	@$(BIN)/python -m eid_sandbox up

test: setup ## run the tests
	@$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=8 --dist=worksteal

test-full: setup ## run every test, also those that take long
	@$(BIN)/python -m pytest -m "full or not full"

check: setup ## lint, format, types, import contracts, size budget
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest tests/architecture/test_size_budget.py

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
