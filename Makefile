# Targets for people. CI calls `make check test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --frozen --no-sync
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help demo test check format setup setup-test serve desk clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## install what the product needs (uv, the locked environment, Pango, fonts)
	@scripts/setup product

setup-test: ## install what the tests need besides (Chromium, PostgreSQL, gettext, poppler, qpdf)
	@scripts/setup test

demo: setup ## run the main job on the sample site: from a URL to a reviewed Spanish page and PDF
	@$(RUN) python -m examples.demo

test: setup setup-test ## run all tests
	@$(RUN) pytest

check: setup ## lint, types, import directions
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy

format: setup ## put the code into the house format
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .

serve: ## show the published site
	@$(RUN) dragoman serve

desk: ## open the review desk
	@$(RUN) dragoman desk --as "Teresa Traductora (demonstration)"

clean: ## remove the environment and what a demo wrote (not the ledger of a real workspace: this folder's)
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache
