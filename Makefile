# Needs make and Python >= 3.11, nothing else. PYTHON chooses the interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# More processes than cores: what needs a device waits for apps, dialogs and time-outs, too.
WORKERS ?= 6
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Tests start some hundred interpreters, each of which would compile the sources anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo quick test others art generated lint format clean

help:  ## this list
	@grep -hE '^[a-z]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*  ## /  \1\t/' | expand -t 12

# Everything is installed into a virtual environment beside the sources.
$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "harness needs Python >= 3.11; set PYTHON=python3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[sandbox,dev]'
	touch $@

demo: $(VENV)/installed  ## run a sample app on the embedded sandbox device; the report is in demo-out/
	$(BIN)/harness demo

# Three processes for two cores, since some of them wait; each collects its own part of the tree (tests/parts.py).
quick: $(VENV)/installed  ## tests that start no device, adb, JVM or browser and are not long: a minute
	$(BIN)/python -m pytest -m quick --dist each $(foreach part,1 2 3,--tx popen//env:HARNESS_PART=$(part)/3)

# Files as a whole, since their tests share runs; the long ones are handed out first (tests/order.py). Each process takes
# some 600 MB with what it starts: WORKERS=3 for a small machine.
test: $(VENV)/installed  ## all tests, of alike cases a tenth (CI sets HARNESS_ALL_EXAMPLES)
	$(PYTEST)

others: $(VENV)/installed  ## all tests that are not quick
	$(PYTEST) -m 'not quick'

# Real ART for tests/art, built once into a cache: Debian bookworm on x86_64, root for the packages that are missing.
art: $(VENV)/installed  ## build real ART for tests/art
	$(BIN)/python -m tests.art.rig

generated: $(VENV)/installed  ## rebuild every committed file that is made from others, and compare: two minutes
	$(BIN)/python -m tests.generated

lint: $(VENV)/installed  ## style, import layers, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	.ci/agent

format: $(VENV)/installed  ## put the sources into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	.ci/agent format

clean:  ## remove what was installed and made
	rm -rf $(VENV) demo-out runs build dist .mypy_cache .ruff_cache .pytest_cache
