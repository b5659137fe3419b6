# Everything a checkout needs: python3 (3.11 or later) with pip, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORDS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.PHONY: install run test lint screenshots benchmark profile chaos scaling lock audit clean

install: $(VENV)/.installed $(WORDS)

run: install
	@exec $(BIN)/python manage.py serve

test: $(VENV)/.installed-dev $(WORDS) browser
	$(BIN)/python -m pytest -n auto --dist loadgroup $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

# The pictures of the README, from a real server in a real browser.
screenshots: $(VENV)/.installed-dev $(WORDS) browser
	$(BIN)/python -m tests.browser.screenshots

benchmark: $(VENV)/.installed-dev $(WORDS)
	$(BIN)/python -m benchmarks

# Where the time of a turn goes; the profiler needs root, or leave to look at another process.
profile: $(VENV)/.installed-dev $(WORDS)
	$(BIN)/python -m benchmarks.profile

# Everything is killed while many talk; CHAOS_ARGS=--quick takes about two minutes.
chaos: $(VENV)/.installed-dev $(WORDS) services
	$(BIN)/python -m benchmarks.chaos $(CHAOS_ARGS)

scaling: $(VENV)/.installed-dev $(WORDS) services
	$(BIN)/python -m benchmarks.scaling

# Pin every dependency with its hashes; no address of a registry is written.
lock: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --upgrade uv
	$(BIN)/uv pip compile --quiet pyproject.toml --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --upgrade -o requirements.txt
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -c requirements.txt -o requirements-dev.txt

# Look up known weaknesses of what is pinned; asks an advisory service over the network, and fails when it does not answer.
audit: | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install -qq --disable-pip-version-check pip-audit
	$(VENV)/audit/bin/pip-audit --requirement requirements.txt --require-hashes --disable-pip --strict

clean:
	rm -rf $(VENV) .data .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "MeetingMuse needs Python 3.11 or later: set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing MeetingMuse's dependencies (once, about a minute)..."
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

%.mo: %.po | $(VENV)/.installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Browser tests need the headless shell of Debian's Chromium; root installs it, others are told what to do.
.PHONY: browser
browser:
	@command -v chromium-headless-shell >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests..."; \
	    apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends chromium-headless-shell >/dev/null; \
	  else echo "No chromium-headless-shell found: browser tests are skipped (apt-get install chromium-headless-shell)."; fi; }

# Debian's PostgreSQL and Redis; root installs them, others use those that come with the project.
.PHONY: services
services:
	@{ ls -d /usr/lib/postgresql/*/bin && command -v redis-server; } >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing PostgreSQL and Redis..."; \
	    apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends postgresql redis-server >/dev/null; \
	  else echo "No PostgreSQL and Redis of Debian's found: those that come with the project are used."; fi; }
