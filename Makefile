# Targets for people. CI calls `make check test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
BIN := .venv/bin
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help demo test check format setup setup-test serve desk clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: setup ## run the main job on the sample site: from a URL to a reviewed Spanish page and PDF
	@$(BIN)/python -m examples.demo

serve: setup ## show the published site
	@$(BIN)/dragoman serve

desk: setup ## open the review desk as a demonstration person
	@$(BIN)/dragoman desk --as "Teresa Traductora (demonstration)"

test: setup-test ## run all tests (a file stays with one worker, which starts its servers once)
	@$(BIN)/pytest -n 2 --dist loadfile

check: setup ## lint, formatting, types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup ## put the code into the house format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

setup: ## install what the product needs (uv, the locked environment, Pango, fonts)
	@scripts/setup product

setup-test: ## install what the tests need besides (Chromium, PostgreSQL, gettext, poppler, qpdf, apertium)
	@scripts/setup product test

clean: ## remove the environment and the caches; the workspace stays as it is
	@rm -rf .venv .tools .tools.new .mypy_cache .ruff_cache .pytest_cache .hypothesis
