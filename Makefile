# Sinergi needs Debian, Python 3.11 or newer, and make. `make help` tells what there is.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
SIZE ?= M

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
TOOLS := $(VENV)/.tools
PACKED := $(VENV)/.static
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

STATIC_FILES := $(shell find static -type f ! -name '*.br' ! -name '*.gz')
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/*.po))
PROCESSES := $(shell $(PYTHON) -c 'import os; print(max(1, min(4, os.cpu_count() or 1)))')
# One memory arena. A password check takes 19 MiB for 30 ms, which go back at once; what a page takes is kept for the next.
export MALLOC_ARENA_MAX := 1
export MALLOC_TRIM_THRESHOLD_ := 16777216
export MALLOC_MMAP_THRESHOLD_ := 4194304

# The last option: Ctrl-C reaches the workers twice, from the terminal and from their parent, and may leave one stuck.
SERVE = $(BIN)/granian --interface wsgi wsgi:app --host $(HOST) --port $(PORT) --workers $(PROCESSES) \
	--blocking-threads 2 --respawn-failed-workers --no-ws --log-level warning \
	--workers-kill-timeout 2

run: export PUBLIC_URL := $(or $(PUBLIC_URL),http://$(HOST):$(PORT))
run: export MAIL_PREVIEW := $(or $(MAIL_PREVIEW),1)

.PHONY: help run build demo test check lint types format bench translations serve-command

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  PORT=8000 HOST=127.0.0.1 DATABASE_URL=... DEMO_PASSWORD=... change how it runs; SIZE=S,M,L what bench measures"

run: $(RUNTIME) $(PACKED) $(CATALOGUES) ## start the site and its worker, with example data when the database is empty
	@$(BIN)/flask db upgrade
	@$(BIN)/flask demo --if-empty
	@echo "Sinergi: http://$(HOST):$(PORT)   (berhenti: Ctrl-C)"
	@$(BIN)/flask worker --beside $$$$ & exec $(SERVE)

build: $(RUNTIME) $(PACKED) $(CATALOGUES) ## install what the site needs to run, pack its static files and texts

demo: $(RUNTIME) ## load the example data into an empty database and print its accounts
	@$(BIN)/flask db upgrade
	@$(BIN)/flask demo

test: $(TOOLS) $(CATALOGUES) ## run all tests: SQLite, PostgreSQL where it answers, browser where there is one
	@PYTHON=$(BIN)/python PROCESSES=$(PROCESSES) sh tests/all.sh

check: lint types test ## format, lint, types and tests: what a change must pass

lint: $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(TOOLS)
	$(BIN)/mypy

format: $(TOOLS) ## put the code into its usual form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(TOOLS) $(PACKED) $(CATALOGUES) ## measure speed and size: make bench SIZE=S,M,L
	@$(BIN)/python -m tests.bench --size $(SIZE) $(if $(DATABASE_URL),--database "$(DATABASE_URL)")

translations: $(TOOLS) ## collect new texts into the English catalogue and compile it
	$(BIN)/pybabel -q extract -F pyproject.toml -k _l -k lazy_gettext --no-location --sort-output \
		--project=Sinergi -o app/translations/messages.pot .
	$(BIN)/pybabel -q update -i app/translations/messages.pot -d app/translations -l en --width 120 --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -d app/translations

serve-command: # prints how the site is served, for the bench
	@echo $(SERVE)

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Sinergi memerlukan Python 3.11 atau lebih baru."; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Python ini belum lengkap: pasang paket python3-venv."; exit 1; }

$(RUNTIME): requirements.txt | $(VENV)
	@echo "Memasang pustaka ke $(VENV) (sekali saja, sekitar setengah menit) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Memasang alat uji ke $(VENV) (sekali saja, sekitar satu menit) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(PACKED): $(STATIC_FILES) $(RUNTIME)
	@find static \( -name '*.br' -o -name '*.gz' \) -delete
	@$(BIN)/python -m whitenoise.compress --quiet static
	@touch $@

%.mo: %.po $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
