# `make run` processes the sample articles, `make test` checks the project. Both make their environment themselves.
# Only features of GNU make 3.81 are used, the version of macOS.

PYTHON ?= python3
BIN := .venv/bin
# One process per core, at most 8, since each loads the model. Plain `pytest` runs all tests in one process.
PYTEST := -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := $(PIP) install --require-hashes --only-binary :all:

.PHONY: help run test bench-parse bench-entities bench-quotes bench-dates soak recording lock clean
.NOTPARALLEL:  # one pip at a time in one environment

help:  ## show this
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

run: .venv/project.stamp  ## run the default pipeline over the seed documents
	$(BIN)/pipeline run configs/default.yaml

# The last lines test the wheel in another environment: it uses the dependencies of .venv but not the source tree (a .pth
# file named in a .pth file is not followed), and it does not import from the working folder (safe path). The wheel is
# installed first; otherwise pip would take the editable install for an older version of it.
test: .venv/project.stamp .venv/dev.stamp  ## lint, types, imports and tests; then whether the built wheel is complete
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python $(PYTEST)
	@echo "the built wheel …"
	@rm -rf build && $(BIN)/hatchling build -t wheel -d build/dist >/dev/null && $(BIN)/python -m venv --without-pip build/venv
	@$(PIP) --python build/venv/bin/python install --no-deps --no-index build/dist/*.whl
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
	  > "$$(build/venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dependencies.pth"
	cd build && PYTHONSAFEPATH=1 venv/bin/python -m pytest --rootdir .. --config-file ../pyproject.toml ../tests/test_package.py

bench-parse: .venv/project.stamp  ## the cost of a run compared with hand-written spaCy loops (an hour)
	$(BIN)/python bench/parse.py

# Your own gold: make bench-entities GOLD=articles.jsonl OPTIONS="--map ontonotes". The scripts describe its format.
bench-entities: .venv/project.stamp  ## how well names are found and grouped, correction by correction
	$(BIN)/python bench/entities.py $(or $(GOLD),tests/gold/entities) $(OPTIONS)

bench-quotes: .venv/project.stamp  ## quotations, compared with other free systems (GOLD=FILE)
	$(BIN)/python bench/quotes.py $(GOLD) $(OPTIONS)

bench-dates: .venv/project.stamp  ## temporal expressions, compared with other free systems (GOLD=FILE or FOLDER)
	$(BIN)/python bench/dates.py $(or $(GOLD),tests/gold/dates) $(OPTIONS)

soak: .venv/project.stamp  ## kill runs at random moments and compare; measure memory (about ten minutes)
	$(BIN)/python bench/soak.py

recording: .venv/project.stamp  ## make docs/terminal.svg again, the recording in the README
	$(BIN)/python bench/recording.py

# A stamp is touched last, so an interrupted install is done again. Each new lock gets a new .venv, so that packages which
# the lock no longer names are gone; a change of pyproject.toml installs only the project again.
.venv/run.stamp: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is needed, and" \
	  "'$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo not here); name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' has no venv;" \
	  "on Debian and Ubuntu: sudo apt install $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; }
	@echo "installing into .venv (once; some 90 MB) …"
	@$(PYTHON) -m venv --clear .venv
	@$(LOCKED) -r $<
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@echo "installing the development tools into .venv …"
	@$(LOCKED) -r $<
	@touch $@

.venv/project.stamp: pyproject.toml .venv/run.stamp
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# The lock for development is made first: it contains everything that a run needs, and the lock for runs takes its
# versions from it. Of the model only the wheel is used: the hash of its source archive is removed from the locks.
# To move to newer versions: make lock UPGRADE=--upgrade
COMPILE = $(BIN)/uv --no-config pip compile pyproject.toml --group build --universal --python-version 3.11 \
  --fork-strategy fewest --no-build --generate-hashes --custom-compile-command "make lock" --quiet $(UPGRADE)
MODEL_WHEEL := e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779
MODEL_SOURCE := f237882f9c6ff55334232036e0d07a9d995564dafbed53a7898b935297df7c2e

lock: .venv/dev.stamp  ## make the lock files again from pyproject.toml
	$(COMPILE) --extra dev --output-file requirements/dev.txt
	$(COMPILE) --constraint requirements/dev.txt --output-file requirements/run.txt
	@sed -i.bak -e '/$(MODEL_SOURCE)/d' -e 's/\($(MODEL_WHEEL)\) \\$$/\1/' requirements/dev.txt requirements/run.txt
	@rm requirements/dev.txt.bak requirements/run.txt.bak

clean:  ## remove the environment, what was built and the caches; not the results in runs/
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
