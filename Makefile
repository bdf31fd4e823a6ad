# Set-up, demo, tests. `make demo` and `make test` need nothing but Python >= 3.11 and a package index.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
TYPECHECK := build/typecheck

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow explore lint docs clean

help:
	@echo "make demo       set up, then transcribe and correct the sample clip into rehear-demo/"
	@echo "make test       set up, then run the tests"
	@echo "make test-slow  the heavy checks: the built wheel in an empty environment, long files"
	@echo "make explore    the tests of properties, with other examples each time"
	@echo "make lint       ruff, and strict types on the installed package"
	@echo "make docs       write docs/cli.md anew from the commands"
	@echo "make clean      remove the environment, builds and caches"
	@echo "PYTHON=python3.12 make demo   takes another Python"

setup: $(READY)

# The stamp is newer than pyproject.toml as long as what is installed is what that file asks for.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "rehear needs Python 3.11 or newer; name one: PYTHON=python3.12 make $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up in $(VENV) (once; torch is large, so this takes some minutes) ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check "torch>=2.6,<2.14"
	$(BIN)/python -m pip install --disable-pip-version-check -e ".[dev]"
	@touch $@

demo: $(READY)
	@$(BIN)/rehear demo

test: $(READY)
	$(BIN)/python -m pytest -n auto

test-slow: $(READY)
	$(BIN)/python -m pytest -m slow

explore: $(READY)
	$(BIN)/python -m pytest -n auto -m hypothesis --hypothesis-profile=explore

# mypy cannot follow an editable install whose package is the repository's root, so it reads an ordinary one. A build folder of
# an earlier version would leave its files in that install.
lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	rm -rf build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --target $(TYPECHECK) .
	MYPYPATH=$(TYPECHECK) $(BIN)/python -m mypy --strict -p rehear

docs: $(READY)
	$(BIN)/python docs/update_cli.py

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis rehear-demo
