# Needs make and Python >= 3.11, nothing else. PYTHON chooses the interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test art lint clean

# Everything is installed into a virtual environment beside the sources.
$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "harness needs Python >= 3.11; set PYTHON=python3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[sandbox,dev]'
	touch $@

demo: $(VENV)/installed
	$(BIN)/harness demo

# Three processes on two cores: most end-to-end tests wait for the sandbox, not for a core.
test: $(VENV)/installed
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

# Real ART for tests/art, built once into a cache: Debian bookworm on x86_64, root for the packages that are missing.
art: $(VENV)/installed
	$(BIN)/python -m tests.art.rig

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

clean:
	rm -rf $(VENV) demo-out runs build dist .mypy_cache .ruff_cache .pytest_cache
