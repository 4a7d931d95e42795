# Everything works on a machine that has only git, make and Python 3.11 or newer.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
READY  := $(VENV)/.ready

.PHONY: setup test test-fast lint types demo bench soak soak-writes corpus new-rule generate clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(READY)

## The whole suite with lint, types and the project's own rules; within 10 minutes on 2 cores.
test: $(READY) lint types
	$(PY) -m pytest -n 2 tests
	$(PY) -m houserules check server tests

## Without lint, types, benchmark, demo and faults: what to run between two thoughts, within a minute.
test-fast: $(READY)
	$(PY) -m pytest -n 2 --ignore=tests/benchmarks --ignore=tests/demo \
		--ignore=tests/corpora --ignore=tests/faults \
		--ignore=tests/workspace/test_write_killed.py tests

lint: $(READY)
	$(PY) -m ruff check server tests
	$(PY) -m ruff format --check server tests

types: $(READY)
	$(PY) -m pyright --pythonpath $(PY)

## An editing session against the real server, as a person would see it.
demo: $(READY)
	$(PY) tests/demo/session.py

## One table: edits, opening, check, index, memory, bursts and cancelling, side by side with others.
## ROWS=burst,cancel measures these alone, JSON=FILE writes every figure down, and DOCS=yes puts the
## table into docs/performance.md. All rows take 10 minutes on 2 quiet cores.
bench: $(READY)
	test -x .venv-bench/bin/fixit || ($(PYTHON) -m venv .venv-bench \
		&& .venv-bench/bin/python -m pip install --quiet --disable-pip-version-check 'fixit[lsp]')
	$(PY) tests/benchmarks/run.py $(if $(ROWS),--rows $(ROWS)) $(if $(JSON),--json $(JSON)) \
		$(if $(DOCS),--write docs/performance.md)

## All rules and fixes on public applications, installed packages and the standard library.
corpus: $(READY)
	PYTHONPATH=. $(PY) tests/corpora/run.py --minutes 20

## The randomised tests at length. What they play is printed: `make soak SEED=…` plays it again.
## On 2 cores: every kind of fault 3 minutes, every document that blows a parser up and 20 kills of the host 3,
## EDITS=1000000 edits of text sync 15 minutes, INCREMENTAL=100000 edits of analyses 20 minutes.
SEED        := $(or $(SEED),$(shell date +%s))
EDITS       ?= 1000000
INCREMENTAL ?= 100000
soak: $(READY)
	HOUSERULES_FAULTS=0 $(PY) -m pytest -n 2 tests/faults/test_faults.py
	HOUSERULES_SEED=$(SEED) HOUSERULES_BLOW_UPS=0 $(PY) -m pytest -s tests/faults/test_blow_ups.py
	HOUSERULES_SEED=$(SEED) HOUSERULES_EDITS=$(EDITS) \
		$(PY) -m pytest -n 2 tests/faults/test_sync_model.py
	HOUSERULES_SEED=$(SEED) HOUSERULES_EDITS=$(INCREMENTAL) \
		$(PY) -m pytest -n 2 tests/analysis/test_incremental.py

## Kill `fix` a thousand times: every file is whole, old or new.
soak-writes: $(READY)
	HOUSERULES_KILLS=1000 $(PY) -m pytest -s tests/workspace/test_write_killed.py

## A new rule with its case file and its line in the index: make new-rule NAME=area/name
new-rule: $(READY)
	$(PY) tests/scaffold/new_rule.py $(NAME)

## Rewrite the generated files: rule pages, settings schema.
generate: $(READY)
	$(PY) -m houserules.testing.pages
	$(PY) -m houserules.cli.schema

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
