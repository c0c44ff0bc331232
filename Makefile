# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
WEB := src/crmmap/web
# One test process more than there are cores: tests in a browser wait a fifth of their time.
WORKERS := $(shell $(PYTHON) -c "import os; print(min(4, (os.cpu_count() or 1) + 1))")

.PHONY: help run test test-fast check check-web format shots bench lock docs

help:
	@echo "make run     install what is needed and start the app at http://localhost:$(PORT)"
	@echo "make test    install what the tests need, a browser included, and run them all"
	@echo "make test-fast   the tests that need no browser and are done soon"
	@echo "make check   lint, format check and types"
	@echo "make format  format the code"
	@echo "make shots   take the screenshots in docs/img"
	@echo "make docs    build the documentation into site/"
	@echo "make bench   compare speed with peers, an hour long, and write docs/benchmarks.md"
	@echo "make lock    renew the pins: uv.lock, and the requirements made from it"

$(VENV)/.run: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("crmmap needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; try: make run PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(VENV)/.tools: $(VENV)/.dev scripts/install_tools.sh
	sh scripts/install_tools.sh $(BIN)
	touch $@

run: $(VENV)/.run
	$(BIN)/streamlit run app.py --server.address localhost --server.port $(PORT)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check --no-progress
	$(BIN)/lint-imports --no-logo
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory check-web; \
	else echo "Node.js is not here, so the scripts in $(WEB) are not checked"; fi

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	npm ci --prefix $(WEB) --silent --no-audit --no-fund

check-web: $(WEB)/node_modules/.package-lock.json
	npm run --prefix $(WEB) --silent lint
	npm run --prefix $(WEB) --silent types
	npm run --prefix $(WEB) --silent test

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	@if command -v npm >/dev/null; then npm run --prefix $(WEB) --silent format; fi

test: check $(VENV)/.tools
	$(BIN)/crmmap validate
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-fast: check
	$(BIN)/crmmap validate
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow and not browser"

shots: $(VENV)/.tools
	$(BIN)/python scripts/screenshots.py

docs: $(VENV)/.dev
	DISABLE_MKDOCS_2_WARNING=true NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict
	@echo "open site/index.html"

$(VENV)/.bench: $(VENV)/.tools bench/requirements.txt
	command -v chromium >/dev/null || sh scripts/install_tools.sh $(BIN) chromium
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	touch $@

bench: $(VENV)/.bench
	$(BIN)/python bench/run.py
	$(BIN)/python bench/report.py

EXPORT := uv export --frozen --no-hashes --no-emit-project --no-header --no-annotate --format requirements-txt

lock: $(VENV)/.run
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv lock
	{ echo "# Made from uv.lock by: make lock"; echo "-e .[all]"; $(BIN)/$(EXPORT) --no-dev --extra all; } > requirements.txt
	{ echo "# Made from uv.lock by: make lock"; $(BIN)/$(EXPORT) --only-group dev; } > requirements-dev.txt
