# Sottovoce. `make help` says what there is.

# The first Python that fits; say PYTHON=… to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& command -v $$p && break; done)

# How many tests run at once, of those that share nothing.
TEST_PROCESSES ?= 2

BIN := .venv/bin
STAMP := .venv/.installed
DEMO := $(BIN)/sottovoce-demo

# PyTorch and its kin, gigabytes of them, are needed to make the model and never to use it.
TRAIN_BIN := .venv-train/bin
TRAIN_STAMP := .venv-train/.installed
MODEL := build/model

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo demo-down smoke test test-parts test-smoke test-pages check bench screenshots train \
	train-test

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: $(STAMP) ## Make .venv with everything pinned in requirements.txt; nothing when it is up to date

demo: $(STAMP) ## Start the whole stack, run the demo study through it, stay until Ctrl-C
	@$(DEMO) up

demo-down: $(STAMP) ## Stop a demo that runs in another window
	@$(DEMO) down

smoke: $(STAMP) ## Run the demo study through a stack of its own, check every outcome, take it down
	@$(DEMO) smoke

# One after the other also with `make -j`: the smoke run has limits of time, so nothing may run
# beside it.
test: test-parts test-smoke test-pages ## Run every test, the end-to-end ones included

test-parts: $(STAMP) ## Run the tests that need no whole stack, several at once
	@$(BIN)/pytest --numprocesses $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder \
		--ignore tests/e2e --ignore tests/desk_server

test-smoke: $(STAMP) ## Run `make smoke` as a test
	@$(BIN)/pytest tests/e2e/test_smoke.py

test-pages: $(STAMP) ## Run the tests of the Desk in a whole Airflow, with a browser
	@$(BIN)/pytest tests/e2e tests/desk_server --ignore tests/e2e/test_smoke.py

check: $(STAMP) ## Lint, format, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(STAMP) ## Run every benchmark, one after the other
	@for bench in $$(find benchmarks -name 'bench_*.py' | sort); do \
		echo "== $$bench"; $(BIN)/python "$$bench" || exit 1; done

screenshots: $(STAMP) ## Photograph the pages of a running demo into docs/images
	@$(DEMO) screenshots docs/images

train: $(STAMP) $(TRAIN_STAMP) ## Make the model of spoken English anew, in build/model (training/README.md)
	@$(TRAIN_BIN)/python -m training --out $(MODEL)
	@$(BIN)/python -m training.calibrate --models $(MODEL) --out $(MODEL)/calibration.json

train-test: $(TRAIN_STAMP) ## Run the tests of training that need PyTorch
	@$(TRAIN_BIN)/python -m pytest training/tests

# uv is quick, pip is everywhere: whichever there is checks every hash. The stamp comes last, so
# that a step that was cut short is done again.
$(STAMP): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Sottovoce needs Python 3.11, 3.12 or 3.13 (Debian: apt install python3 python3-venv)."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
		rm -rf .venv; echo "Python can't make a virtual environment (Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv \
		|| echo "uv is not to be had; pip takes a few minutes longer."
	@$(BIN)/python -m uv pip install --python $(BIN)/python --quiet --compile-bytecode --require-hashes -r requirements.txt \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@$(BIN)/python -m uv pip install --python $(BIN)/python --quiet --no-deps -e . \
		|| $(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $(STAMP)

$(TRAIN_STAMP): $(STAMP) training/requirements.txt
	@test -x $(TRAIN_BIN)/python || $(BIN)/python -m venv .venv-train
	@$(BIN)/python -m uv pip install --python $(TRAIN_BIN)/python --quiet --require-hashes -r training/requirements.txt \
		|| $(TRAIN_BIN)/python -m pip install --quiet --require-hashes -r training/requirements.txt
	@$(BIN)/python -m uv pip install --python $(TRAIN_BIN)/python --quiet --no-deps -e . \
		|| $(TRAIN_BIN)/python -m pip install --quiet --no-deps -e .
	@touch $(TRAIN_STAMP)
