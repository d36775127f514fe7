# make run      installs, then runs the default workflow on the embedded demo corpora
# make test     installs, then runs the whole test suite
# make lint     installs, then runs the checks of style and structure: ruff, snakefmt and others
# make docs     installs, then writes docs/config.md from the schemas
# make site     installs, then builds the documentation: site/index.html
# make bench    installs, then measures; tables in the terminal and in results/benchmarks
# make resume   resumes a run on a SLURM cluster whose Snakemake was killed; ARGS="..." adds
#               arguments of Snakemake
# make chaos    kills runs of the demo at random moments, and compares the results with those of an
#               undisturbed run; ARGS="..." adds arguments of tests/support/chaos.py
# make fuzz     tests damaged recordings and tables for ten minutes; ARGS="..." adds arguments of
#               tests/support/fuzz.py
# make clean    deletes what runs wrote into results and logs, and lists other files there
#
# INSTALLED= (empty) uses the active environment instead of .venv.
PYTHON ?= python3
INSTALLED ?= .venv/installed
CORES ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu)

export PATH := $(CURDIR)/.venv/bin:$(PATH)

# Snakemake and others need a cache; without a writable home folder, it is in this folder.
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

# Jobs of the run that are still on the cluster are cancelled first, or they would run twice.
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
