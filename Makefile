# Everything a person or CI does with the repository; `make` alone lists it.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev run test check format jewelbench evaluate bench bench-scale bench-compare clean

PYTHON ?= python3
VENV := .venv
VENV_DEV := .venv-dev
# Installed first and exactly: an index with CPU builds gives this one, later ones bring several gigabytes of CUDA.
TORCH := torch==2.13.0
EXTRAS := server,train,bench,dev

# $(call create-venv,FOLDER)
define create-venv
	@command -v "$(PYTHON)" > /dev/null || \
		{ echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; v = "%d.%d.%d" % sys.version_info[:3]; sys.version_info >= (3, 11) or \
		sys.exit("Loupe needs Python 3.11 or newer; $(PYTHON) is " + v + ". Name another: make PYTHON=python3.12 …")'
	@"$(PYTHON)" -m venv $(1)
endef

# $(call pip-install,FOLDER,WHAT) shows what is fetched and how large it is; errors come through on standard error.
define pip-install
	@$(1)/bin/python -m pip install --disable-pip-version-check --progress-bar off --constraint constraints.txt $(2) | \
		awk '/^ *(Downloading|Using cached|Processing) .*\.whl( |$$)/ { sub(/.*(\/|Downloading |cached )/, ""); sub(/ \(from.*/, ""); \
				sub(/-[^- ]*-[^- ]*-[^- ]*\.whl/, ""); print "  " $$0; fflush() } \
			/^Installing collected/ { print "  installing …"; fflush() }'
endef

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.installed ## Install what serving needs into .venv

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Setting up $(VENV) for serving: some 90 MB to fetch, a minute or so …"
	$(call create-venv,$(VENV))
	$(call pip-install,$(VENV),--editable .)
	@touch $@
	@echo "$(VENV) is ready."

setup-dev: $(VENV_DEV)/.installed ## Install what training and testing need into .venv-dev

$(VENV_DEV)/.installed: pyproject.toml constraints.txt
	@echo "Setting up $(VENV_DEV) for training and testing: some 400 MB to fetch, a few minutes …"
	$(call create-venv,$(VENV_DEV))
	$(call pip-install,$(VENV_DEV),'$(TORCH)')
	$(call pip-install,$(VENV_DEV),--editable '.[$(EXTRAS)]')
	@touch $@
	@echo "$(VENV_DEV) is ready."

run: setup ## Serve page and API with the sample catalogue (PORT, LOUPE_DATA_DIR)
	@exec $(VENV)/bin/loupe serve --sample

test: check ## Run every check that CI runs
	$(VENV_DEV)/bin/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: setup-dev ## Lint, check formatting, types and layers
	$(VENV_DEV)/bin/ruff check
	$(VENV_DEV)/bin/ruff format --check
	$(VENV_DEV)/bin/mypy
	$(VENV_DEV)/bin/lint-imports

format: setup-dev ## Format the code and fix what can be fixed
	$(VENV_DEV)/bin/ruff check --fix
	$(VENV_DEV)/bin/ruff format

jewelbench: setup-dev ## Render the benchmark anew and report on it (20 minutes on 2 cores)
	$(VENV_DEV)/bin/jewelbench make --size s
	$(VENV_DEV)/bin/jewelbench report .cache/jewelbench/s

evaluate: setup-dev ## Judge the shipped bundle on the benchmark in the repository; writes build/evaluate.json
	$(VENV_DEV)/bin/loupe evaluate

bench: setup-dev ## Measure speed and memory on this machine (half an hour); writes benchmarks/RESULTS.md
	$(VENV_DEV)/bin/python -m benchmarks

bench-scale: setup-dev ## Measure searching a million products (ten minutes, 8 GB of disk under .cache)
	@mkdir -p .cache/bench
	$(VENV_DEV)/bin/python -m benchmarks.search --products 1000000 --name search_scale --folder .cache/bench

bench-compare: setup-dev ## Measure BASE and HEAD in turns and name what became worse (BASE, default HEAD~1)
	$(VENV_DEV)/bin/python -m benchmarks.compare $(or $(BASE),HEAD~1) $(or $(HEAD),HEAD)

clean: ## Remove environments and caches; catalogue data stays
	rm -rf $(VENV) $(VENV_DEV) build *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
