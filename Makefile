# Assay: `make run` and `make test` are all the set-up there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO    ?= go
TOOL  := $(GO) tool -modfile=internal/tools/go.mod
PKGS  := ./...

# System packages (Debian names) and the programs that show they are there.
RUN_PACKAGES  := postgresql
TEST_PACKAGES := postgresql chromium poppler-utils qpdf libreoffice-calc-nogui

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

.PHONY: run
run: need-postgres build ## build, start and open Assay (its own Postgres unless DATABASE_URL is set)
	@exec bin/assay serve

.PHONY: build
build: ## build bin/assay
	@$(GO) build -o bin/assay ./cmd/assay

# A heap that grows further before it is collected costs memory, and a fifth less time of the
# compiler and of the tests.
.PHONY: test
test: export GOGC = 400
test: need-test ## run every test, with real Postgres and a real browser
	$(GO) build ./...
	$(GO) test -shuffle=on -timeout 15m $(PKGS)

.PHONY: test-desk
test-desk: need-test ## the journeys with every page by day and night, in large, small and telephone windows
	ASSAY_ALL_VIEWS=1 $(GO) test -count=1 -v -run 'Journey$$' ./cmd/assay

.PHONY: test-race
test-race: need-test ## the same under the race detector (needs a C compiler)
	$(GO) test -race -shuffle=on -timeout 45m $(PKGS)

.PHONY: test-crash
test-crash: need-test ## kill Assay and its Postgres KILLS times (200) while people write: nothing is lost
	ASSAY_CRASH_KILLS=$${KILLS:-200} $(GO) test -count=1 -timeout 60m -v -run '^TestNothingAcknowledgedIsLost$$' ./cmd/assay

.PHONY: test-office
test-office: need-test ## recompute the widest workbooks in LibreOffice
	$(GO) test -tags office -timeout 30m -run '^TestOffice' -v ./internal/briefing

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (default 20s)
	@grep -rlE '^func Fuzz' --include='*_test.go' internal | while read -r f; do \
	  for n in $$(grep -oE '^func Fuzz[A-Za-z0-9]+' $$f | cut -c6-); do \
	    $(GO) test -run '^$$' -fuzz "^$$n$$" -fuzztime $${FUZZTIME:-20s} -fuzzminimizetime 10x ./$$(dirname $$f); done; done

.PHONY: check
check: ## format, vet, fixes, staticcheck, templ, generated files, modules
	@test -z "$$(git ls-files '*.go' | grep -v '_templ\.go$$' | xargs gofmt -l | tee /dev/stderr)"
	$(GO) vet $(PKGS)
	@out=$$($(GO) fix -diff $(PKGS)); test -z "$$out" || { echo "$$out"; echo "run: go fix ./..."; exit 1; }
	$(TOOL) staticcheck $(PKGS)
	$(GO) tool templ fmt -fail web/page
	@$(MAKE) --no-print-directory generate && git diff --exit-code -- '*_templ.go'
	$(GO) mod tidy -diff
	cd internal/tools && $(GO) mod tidy -diff

.PHONY: generate
generate: ## write *_templ.go
	$(GO) tool templ generate ./web/page

.PHONY: golden
golden: need-test ## accept the present output as the golden files
	$(GO) test ./web/page ./internal/scene ./internal/pdf ./internal/chart ./internal/briefing ./internal/store -update

.PHONY: bench
bench: need-test ## run the benchmarks and compare them with docs/bench.txt
	@mkdir -p bin
	$(GO) test -run '^$$' -bench . -benchmem -count $${COUNT:-3} ./internal/robust ./internal/negotiate ./internal/comparison ./internal/pdf ./internal/briefing ./internal/server ./internal/localpg | tee bin/bench.txt
	@$(TOOL) benchstat docs/bench.txt bin/bench.txt

.PHONY: deps
deps: ## install the system packages that run and test need (as root)
	@if [ "$$(id -u)" != 0 ]; then echo "run: sudo make deps" >&2; exit 1; fi
	@command -v apt-get >/dev/null || { echo "Not a Debian system. Install: $(TEST_PACKAGES)" >&2; exit 1; }
# A Postgres that nobody asked for need not run beside ours: only its programs are wanted.
	@if [ ! -e /etc/postgresql-common/createcluster.conf ]; then mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf; fi
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold $(TEST_PACKAGES)

# need-postgres and need-test install what is missing for root and name the one command for others.
.PHONY: need-postgres need-test
need-postgres:
	@if [ -z "$${DATABASE_URL:-}" ] && ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
	  if [ "$$(id -u)" = 0 ]; then $(MAKE) --no-print-directory deps; \
	  else echo "Postgres is missing. Run: sudo make deps" >&2; exit 1; fi; fi

need-test:
	@missing=; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v pdftotext >/dev/null || missing="$$missing poppler-utils"; \
	command -v qpdf >/dev/null || missing="$$missing qpdf"; \
	command -v soffice >/dev/null || missing="$$missing libreoffice-calc-nogui"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then $(MAKE) --no-print-directory deps; \
	  else echo "Missing:$$missing. Run: sudo make deps" >&2; exit 1; fi; fi
