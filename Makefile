# `make lab` opens your own folder of the course, `make test` runs all tests; both set up what they need.

IS_NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  "$$p" $(IS_NEW_ENOUGH) 2> /dev/null && { echo "$$p"; break; }; done)
VENV := .venv
TORCH := 'torch==2.13.0+cpu'  # its GPU builds take gigabytes
HUB_PROXY := configurable-http-proxy@5.3.0
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
PYTEST = $(BIN)/python -m pytest -n auto
FAST := activations losses layers optimizers training gradients data classical authoring api
.PHONY: help lab test test-fast test-pythons test-kernels dist-check coverage explore robust setup notebooks site explorers torch hub checks-report bench lint format clean-venv

help:  ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

lab: $(VENV)/.course  ## set up and open JupyterLab on a folder of your own, my-course/; ARGS="--port 9000" for another port
	@$(BIN)/dlcourse lab $(if $(ARGS),-- $(ARGS))

setup: $(VENV)/.course  ## make .venv, from pinned versions

test: $(VENV)/.test  ## set up and run all tests, linters and type checks
	@$(BIN)/python -m dlcourse.course.authoring --check
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@$(PYTEST) $(ARGS)

test-fast: $(VENV)/.test  ## run the tests of the library and the builder that need no Keras, within a minute
	@$(PYTEST) -m "not keras" $(FAST:%=tests/%) $(ARGS)

explore: $(VENV)/.test  ## look for examples that break a property, at length, others each time
	@DLCOURSE_HYPOTHESIS=explore $(PYTEST) -m hypothesis $(ARGS)

test-pythons:  ## run all tests under each Python from 3.11 to 3.13 that is installed, in environments of their own
	@for p in 3.11 3.12 3.13; do if command -v python$$p > /dev/null; then \
	  $(MAKE) --no-print-directory test PYTHON=python$$p VENV=build/venv-$$p || exit 1; \
	else echo "python$$p is not installed: left out"; fi; done

test-kernels: $(VENV)/.test  ## run all tests under each family of BLAS kernels that this processor can run
	@for k in $$($(BIN)/python -m dlcourse.course.authoring.robust --list-kernels); do \
	  echo "kernels: $$k"; OPENBLAS_CORETYPE=$$k $(PYTEST) $(ARGS) || exit 1; done

dist-check: $(VENV)/.course  ## build wheel and sdist and use each as a stranger would, half an hour (ARGS=--places, --colab: other ways)
	@$(BIN)/python .ci/dist_check.py $(ARGS)

coverage: $(VENV)/.test  ## measure how much of the package the tests run (what runs in a sandbox is not seen)
	@$(PIP) --constraint constraints.txt --editable '.[coverage]'
	@$(PYTEST) --cov=dlcourse --cov-report=term $(ARGS)

robust: $(VENV)/.test  ## prove all lectures and solutions under other processors' kernels, threads (ARGS="02 --seeds 0,1,2")
	@$(BIN)/python -m dlcourse.course.authoring.robust $(ARGS)

notebooks: $(VENV)/.test  ## build lectures, solutions and exercises from source/
	@$(BIN)/python -m dlcourse.course.authoring

site: $(VENV)/.test  ## run the lectures that have changed and build the site to read, build/site/html/index.html
	@$(BIN)/python -m dlcourse.course.site $(ARGS)

explorers: $(VENV)/.test  ## draw the frames of the explorers (ARGS="ball": only this one)
	@$(BIN)/python -m dlcourse.course.authoring.explorers $(ARGS)

torch: $(VENV)/.course  ## install PyTorch's CPU build, with which tests and benchmarks compare
	@$(PIP) $(TORCH)

hub: $(VENV)/.course  ## install JupyterHub, with which the recipe of a hub is tested; it needs npm
	@$(PIP) --constraint constraints.txt --editable '.[hub]'
	@npm install --silent --no-fund --no-audit --prefix $(VENV)/node $(HUB_PROXY)

checks-report: $(VENV)/.course  ## prove the checks: wrong answers, right ones, random bugs
	@$(BIN)/dlcourse prove --report

bench: $(VENV)/.bench  ## measure the library against its peers, an hour (ARGS="--quick": some minutes)
	@$(BIN)/python benchmarks/training.py $(ARGS)

lint: $(VENV)/.test  ## look for mistakes without running the tests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: $(VENV)/.test  ## bring the code into its usual form
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

clean-venv:  ## remove .venv, to begin afresh
	rm -rf $(VENV)

$(BIN)/python:
	@test -n "$(PYTHON)" && $(PYTHON) $(IS_NEW_ENOUGH) || { \
	  echo "No Python 3.11 or later found: install one, or say where it is: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$(PYTHON) cannot make a virtual environment: install its venv module (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }

$(VENV)/.course: pyproject.toml constraints.txt $(BIN)/python
	@echo "Installing the course into $(VENV): about two minutes, once."
	@$(PIP) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.course
	@echo "Installing what the tests need."
	@$(PIP) --constraint constraints.txt --editable '.[test]'
	@touch $@

$(VENV)/.bench: $(VENV)/.course
	@echo "Installing the libraries to measure against."
	@$(PIP) --constraint constraints.txt --editable '.[bench]'
	@$(PIP) $(TORCH) || echo "PyTorch's CPU build is not to be had here: it is left out"
	@touch $@
