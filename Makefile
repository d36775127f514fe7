# make run    installs, then runs the default workflow on the embedded demo corpora
# make test   installs, then runs the whole test suite
# make lint   ruff, snakefmt and snakemake --lint alone
# make clean  removes results and logs; .venv stays
PYTHON ?= python3
CORES ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu)

export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: run test lint clean

run: .venv/installed
	snakemake --cores $(CORES) --resources gpu=1

test: .venv/installed
	pytest

lint: .venv/installed
	pytest tests/test_house.py

clean:
	find results -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	rm -rf logs

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet -c constraints.txt -e '.[test]'
	touch $@
