# Two commands on a fresh machine: `make run` and `make test`. `make help` lists the others.
.DEFAULT_GOAL := help
.PHONY: help run rehearse test setup check bench prove demo week gallery lock sbom
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
# Modules are compiled once and not by every process that the tests start.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: ## installs, makes the demo hall in var/, and serves it on http://127.0.0.1:8000 (YINGBIN_HOST, YINGBIN_PORT)
	@bin/setup run
	@test -e var/secret.key || $(BIN)/yingbin init --data var --hall halls/dongcheng.yaml
	@exec $(BIN)/yingbin serve --data var --open-link

test: check ## installs what the tests need, a browser too, and runs all of them
	@bin/get-programs curl systemd-analyze=systemd certutil=libnss3-tools
	@CHROMIUM="$$(bin/get-browser)" && export CHROMIUM && exec $(BIN)/python -m pytest -n auto --maxprocesses=4 --dist loadscope --no-loadscope-reorder --ignore=tests/prove

setup: ## installs what the server and the tests need
	@bin/setup test

check: setup ## ruff, mypy, import-linter, the hall files and the service scripts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/yingbin check

bench: setup ## the figures of speed, each as a ratio to a bare baseline
	@CHROMIUM="$$(bin/get-browser)" && export CHROMIUM && exec $(BIN)/python -m bench

prove: setup ## the long reliability runs, with real proxies and a kiosk's machine too
	@bin/get-programs curl python3.13=python3.13-venv Xvfb=xvfb openbox xdotool xset=x11-xserver-utils
	@CHROMIUM="$$(bin/get-browser)" && NGINX="$$(bin/get-proxy nginx)" && HAPROXY="$$(bin/get-proxy haproxy)" && \
	  export CHROMIUM NGINX HAPROXY && exec $(BIN)/python -m pytest --timeout=0 tests/prove

demo: ## a lively hall: simulated customers and clerks, on data of its own; SPEED=60 makes an hour a minute
	@bin/setup run
	@exec $(BIN)/python -m demo $(if $(SPEED),--speed $(SPEED))

week: ## six days of a hall, one of them a bad one, played through the product into var-week/, and served (docs/a-week.md)
	@bin/setup run
	@rm -rf var-week
	@exec $(BIN)/python -m demo.week var-week --serve $(or $(YINGBIN_PORT),8000)

rehearse: ## 情景演练: scripted customers to train with, on data of its own, on http://127.0.0.1:8001 (YINGBIN_PORT); prints one link
	@bin/rehearse

gallery: setup ## photographs every screen anew for docs/gallery.md
	@CHROMIUM="$$(bin/get-browser)" && export CHROMIUM && exec $(BIN)/python -m demo.gallery

lock: setup ## writes requirements/*.txt anew from pyproject.toml; UPGRADE=1 takes the newest versions
	@bin/lock $(if $(UPGRADE),--upgrade)

sbom: setup ## writes sbom.cdx.json: all that a server of this version consists of, with hashes and licences
	@$(BIN)/python bin/sbom.py sbom.cdx.json
