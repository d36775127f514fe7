# make run      installs, then runs the default workflow on the embedded demo corpora
# make test     installs, then runs the whole test suite
# make lint     ruff, snakefmt and snakemake --lint alone
# make docs     installs, then writes docs/config.md from the schemas
# make site     installs, then makes a site of the documentation: site/index.html
# make bench    installs, then measures; tables in the terminal and in results/benchmarks
# make resume   goes on with a run on a SLURM cluster whose Snakemake was killed; ARGS="..." are its
#               own arguments
# make chaos    kills runs of the demo at random moments, and compares with one left in peace;
#               ARGS="..." are those of tests/support/chaos.py
# make fuzz     ten minutes of damaged recordings and tables; ARGS="..." those of its script
# make clean    deletes what runs wrote into results and logs, and names what else is there
#
# With INSTALLED= (nothing) the commands are taken from the environment you are in.
PYTHON ?= python3
INSTALLED ?= .venv/installed
CORES ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu)

export PATH := $(CURDIR)/.venv/bin:$(PATH)

# Snakemake and others keep files in the cache of the home folder: here, where there is none.
ifeq ($(shell cache="$${XDG_CACHE_HOME:-$$HOME/.cache}/snakemake"; test -n "$$XDG_CACHE_HOME$$HOME" \
  && mkdir -p "$$cache" 2>/dev/null && test -w "$$cache" && echo writable),)
export XDG_CACHE_HOME := $(CURDIR)/.snakemake/cache
endif

.PHONY: run test lint docs site bench chaos fuzz resume clean

run: $(INSTALLED)
	snakemake --cores $(CORES) --resources gpu=1

test: $(INSTALLED)
	pytest -n $(CORES) --maxprocesses 8

lint: $(INSTALLED)
	pytest tests/workflow/test_house.py

docs: $(INSTALLED)
	python docs/write_config.py

site: $(INSTALLED)
	sphinx-build -q -W -j auto docs site

bench: $(INSTALLED)
	python tests/benchmarks

chaos: $(INSTALLED)
	PYTHONPATH=tests python -m support.chaos $(ARGS)

fuzz: $(INSTALLED)
	PYTHONPATH=tests python -m support.fuzz $(ARGS)

# The run's jobs that are still on the cluster are ended first: they would be submitted twice.
resume: $(INSTALLED)
	squeue --me --noheader --format "%i %Z" | awk -v here="$(CURDIR)" \
	  'substr($$0, index($$0, " ") + 1) == here {print $$1}' | xargs -r scancel
	while squeue --me --noheader --format "%Z" | grep -qxF "$(CURDIR)"; do sleep 1; done
	snakemake --unlock --cores 1
	snakemake --workflow-profile config/slurm --rerun-incomplete $(ARGS)

clean:
	$(PYTHON) -m hbvae.workflow.clean

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet -c constraints.txt -e '.[test]'
	.venv/bin/python -m pip install --no-deps musicnn==0.1.0 --quiet
	touch $@
