# Two commands do all the set-up: `make run` and `make test`. `make help` lists the rest.
.POSIX:
.PHONY: help run sweep test check bench docs generate lock dist distcheck clean
PYTHON = python3
BIN = .venv/bin
SOURCES = src tests bench docs/generate.py

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

run: .venv/.run ## sweep this machine; explains the exit code in words
	@code=0; $(BIN)/picket run || code=$$?; echo; $(BIN)/picket exit-code "$$code"

sweep: .venv/.run ## the same, failing with its code (which make names, and itself exits 2)
	@$(BIN)/picket run

test: .venv/.apt .venv/.test ## all tests, with everything they need
	@$(BIN)/python -m pytest

check: .venv/.dev ## every static check
	@.ci/check

bench: .venv/.test ## a table of ratios
	@$(BIN)/python -m bench

docs: .venv/.dev ## build the site into site/, offline
	@$(BIN)/python docs/generate.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

generate: .venv/.dev ## write the generated parts of the docs
	@$(BIN)/python docs/generate.py

lock: .venv/.dev ## pin every dependency anew, with hashes
	@requirements/compile

dist: .venv/bin/python ## the wheel, an executable, their SBOM and signature, in dist/
	@release/dist

distcheck: dist .venv/.test ## make dist, and try what it made
	@$(BIN)/python -m pytest -o 'python_files=test_*.py made.py' tests/release

clean: ## remove everything that was built
	rm -rf .venv site dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys, venv, ensurepip; assert sys.version_info >= (3, 11)' 2>/dev/null || { \
	  echo "Python 3.11 or newer with venv is needed: apt install python3-venv make" >&2; exit 2; }
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements/run.txt pyproject.toml
	@requirements/install run
	@touch $@

.venv/.test: .venv/.run requirements/test.txt
	@requirements/install test
	@touch $@

.venv/.dev: .venv/.test requirements/dev.txt
	@requirements/install dev
	@touch $@

.venv/.apt: requirements/apt requirements/apt.txt requirements/unpack.txt .venv/bin/python
	@requirements/apt
	@touch $@
