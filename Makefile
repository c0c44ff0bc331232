# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: help run test check format shots bench lock docs

help:
	@echo "make run     install what is needed and start the app at http://localhost:$(PORT)"
	@echo "make test    install what the tests need, a browser included, and run them all"
	@echo "make check   lint, format check and types"
	@echo "make format  format the code"
	@echo "make shots   take the screenshots in docs/img"
	@echo "make docs    build the documentation into site/"
	@echo "make bench   compare speed with peers, an hour long, and write docs/benchmarks.md"
	@echo "make lock    renew the pinned requirements"

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

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: check $(VENV)/.tools
	$(BIN)/crmmap validate
	$(BIN)/python -m pytest

shots: $(VENV)/.tools
	$(BIN)/python scripts/screenshots.py

docs: $(VENV)/.dev
	DISABLE_MKDOCS_2_WARNING=true NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict
	@echo "open site/index.html"

$(VENV)/.bench: $(VENV)/.tools bench/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	touch $@

bench: $(VENV)/.bench
	$(BIN)/python bench/run.py
	$(BIN)/python bench/report.py

lock: $(VENV)/.run
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate -o requirements.lock
	{ echo "# Full lock; renewed by: make lock"; echo "-e ."; cat requirements.lock; } > requirements.txt
	$(BIN)/uv pip compile --group dev --constraint requirements.lock --universal --python-version 3.11 --no-header --no-annotate -o requirements-dev.txt
	rm requirements.lock
