# Every command of the project. `make` alone says what there is.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: help demo test lint soak fuzz bench install
help:
	@echo "make demo   crawl the bundled newspaper and show what came out (no internet needed)"
	@echo "make test   run the tests"
	@echo "make lint   ruff and mypy"
	@echo "make soak   a hundred crawls killed at random instants"
	@echo "make fuzz   the property tests, at length"
	@echo "make bench  figures beside the peers'"

# The environment, made anew when pyproject.toml changes
$(VENV)/installed: pyproject.toml
	@echo "== installing into $(VENV) =="
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

install: $(VENV)/installed

demo: install
	$(BIN)/scrapy demo

test: install
	@echo "== running the tests, on two cores =="
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

soak: install
	$(BIN)/python -m pytest -m soak

fuzz: install
	FUZZ=20 $(BIN)/python -m pytest tests/test_text.py tests/test_urls.py tests/extract tests/pipelines

$(VENV)/peers: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[peers]'
	@touch $@

bench: $(VENV)/peers
	$(BIN)/python -m tests.benchmarks.extraction
	$(BIN)/python -m tests.benchmarks.topics
	$(BIN)/python -m tests.benchmarks.duplicates 10000 100000 1000000
	$(BIN)/python -m tests.benchmarks.search 100000
	$(BIN)/python -m tests.benchmarks.images
	$(BIN)/python -m tests.benchmarks.archive
	$(BIN)/python -m tests.benchmarks.export 100000
	$(BIN)/python -m tests.benchmarks.health
