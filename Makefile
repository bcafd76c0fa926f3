# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
SCHOOL ?= demo-school
PORT ?= 8501
TURN ?= $(shell date +%j)
BIN = .venv/bin

help:            ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: .venv/ready  ## make the demo school (once) and serve it
	$(BIN)/vedomost demo --to $(SCHOOL) --port $(PORT)

serve: .venv/ready  ## serve the school in SCHOOL=folder
	$(BIN)/vedomost serve $(SCHOOL) --port $(PORT)

test: .venv/ready  ## run the tests; of suites marked by_turns a tenth, TURN=0 to 9
	VEDOMOST_TURN=$(TURN) $(BIN)/pytest -n 2 --dist worksteal

long: .venv/ready  ## run all tests, with all kills and all spoiled workbooks
	VEDOMOST_LONG_TESTS=1 VEDOMOST_KILLS=60 $(BIN)/pytest -n 2 --dist worksteal

lint: .venv/ready  ## style, types, import contracts, SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --disable-progress-bar warehouse

bench: .venv/ready  ## measure, and write docs/performance.md
	$(BIN)/python -m tests.benchmarks

ratios: .venv/ready  ## fail if something has become many times dearer than its bar
	$(BIN)/python -m tests.benchmarks check

messages: .venv/ready  ## list sentences that lack a Russian translation
	$(BIN)/pytest -q tests/test_translations.py

.PHONY: help demo serve test long lint bench ratios messages
