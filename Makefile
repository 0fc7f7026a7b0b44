# Bare `make` lists the targets. Everything happens in .venv, .copydesk and ROOT (./lakehouse); nothing is installed elsewhere.
PYTHON ?= python3.11
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
NIGHTS := $(VENV)/.installed-peers-datatrove $(VENV)/.installed-peers-dolma $(VENV)/.installed-peers-juicer
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode

# What a person may set: make run INPUT="my files" DAY=2024-10-31 ROOT=/data/news, make ui PORT=8090. Read by the shell, so that
# spaces and quotes in them are safe.
export INPUT DAY ROOT PORT

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run ui test check bench score train format lock env compose-night fuzz audit-locks clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  \033[36mmake %-14s\033[0m %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  Files of your own: make run INPUT=<folder> DAY=2024-10-31 ROOT=<where>. They are copied, never changed.'

setup: $(VENV)/.installed ## make .venv with everything locked in requirements.txt (the other targets do it by themselves)

setup-dev: $(VENV)/.installed-dev

run: $(VENV)/.installed ## run the DAG clean_news on Airflow over the sample landing days and show the result
	@$(BIN)/python -m local.run --input "$$INPUT" --day "$$DAY" --root "$$ROOT"

ui: $(VENV)/.installed ## start the whole Airflow with its web page on this machine, until Ctrl-C
	@$(BIN)/python -m local.ui --root "$$ROOT" --port "$$PORT"

test: $(VENV)/.installed-dev $(VENV)/.installed-peers ## run every test, also those that start Airflow and a browser
	@$(BIN)/python -m pytest -n auto --dist loadfile -m 'not airflow'
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m airflow tests/dags tests/local # each starts an Airflow of its own

check: $(VENV)/.installed-dev ## check format, lint, types and who imports whom
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy --disable-error-code import-untyped local deploy/night.py deploy/stack.py deploy/bucket.py
	$(BIN)/python -c 'from importlinter.cli import lint_imports_command as lint; lint()'

bench: $(VENV)/.installed-dev $(VENV)/.installed-peers $(NIGHTS) ## measure the night beside its peers, deduplication and the late file into benchmarks/RESULTS.md (about 40 minutes)
	@for name in bench dedup_quality template_day late_file lake_age; do PYTHONPATH=include $(BIN)/python -m benchmarks.$$name || exit 1; done

score: $(VENV)/.installed-dev $(VENV)/.installed-peers ## score cleaning, language, dates, topics and stories beside peers on the gold into benchmarks/RESULTS.md (20 minutes)
	@for name in score language_score date_score topic_score story_score; do PYTHONPATH=include $(BIN)/python -m benchmarks.$$name || exit 1; done

train: $(VENV)/.installed-dev ## fit the weights of headlines and lines anew on the gold (docs/model-card.md; some minutes)
	@for name in train_language story_common train_headline train_lines; do PYTHONPATH=include $(BIN)/python -m benchmarks.$$name || exit 1; done

format: $(VENV)/.installed-dev ## put the code into its format and mend what the linter can mend
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

lock: $(VENV)/.installed ## compile requirements*.in anew into the locks, keeping what still fits
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-spark.in -o requirements-spark.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-compose.in -o requirements-compose.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-peers.in -o requirements-peers.txt
	@for name in datatrove dolma juicer; do $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  requirements-peers-$$name.in -o requirements-peers-$$name.txt || exit 1; done

env: ## write .env with new secrets for `docker compose up`, or add what an older one lacks
	@$(PYTHON) local/env.py

compose-night: $(VENV)/.installed ## run a night in containers, kill a worker, compare the lake (minutes; skipped where no engine is)
	@$(BIN)/python -m deploy.night $(NIGHT)

SECONDS ?= 60
fuzz: $(VENV)/.installed-dev ## fuzz each reader, the cleaner and the pages for SECONDS each (60)
	@PYTHONPATH=include:. $(BIN)/python -m tests.fuzz.run --seconds $(SECONDS)

audit-locks: $(BIN)/uv ## ask the advisory database about every package in the locks but those of the peers (needs the network)
	@for lock in requirements.txt requirements-dev.txt requirements-spark.txt requirements-compose.txt; do \
	  echo "== $$lock"; $(BIN)/uv tool run pip-audit==2.10.1 --requirement $$lock --disable-pip --require-hashes || exit 1; done

clean: ## take away .venv, the local Airflow and caches; landing, desk and lake stay
	rm -rf $(VENV) .copydesk .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist include/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/uv:
	@command -v $(PYTHON) >/dev/null || { echo 'copydesk needs Python 3.11. Install it, or name it: make setup PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and f"copydesk needs Python 3.11; $(PYTHON) is " + sys.version.split()[0])'
	@echo 'Making $(VENV). The first time takes a minute or two: about 150 packages.'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/uv
	@$(UV) -r requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-spark.txt $(VENV)/.installed
	@$(UV) -r requirements-dev.txt
	@! command -v java >/dev/null || $(UV) --target $(VENV)/spark -r requirements-spark.txt
	@touch $@

$(VENV)/.installed-peers: requirements-peers.txt $(VENV)/.installed
	@$(UV) --target $(VENV)/peers -r requirements-peers.txt
	@touch $@

# Peers of the night that agree with nothing else: .venv/peers-<name>, an environment for each.
$(VENV)/.installed-peers-%: requirements-peers-%.txt $(VENV)/.installed
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/peers-$*
	@$(BIN)/uv pip install --quiet --python $(VENV)/peers-$*/bin/python --require-hashes --compile-bytecode -r requirements-peers-$*.txt
	@touch $@
