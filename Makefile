# `make help` lists what there is. `make run` and `make test` need nothing but
# Go: they install the rest first.

SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# What `make run` hands to the app, such as ARGS="--camera test Mara".
ARGS ?=
# How long `make fuzz` tries each target.
FUZZTIME ?= 10s
# How many calls `make bench` takes the medians of, and how long it watches memory.
RUNS ?= 3
SOAK ?= 10m
# Which rows `make bench-network` judges, such as "dip|lost"; all when empty. What
# is shown and said there, instead of the test signals: any film and any recording
# (with ffmpeg). PAGE is a page that the table is put into, LOG keeps the runs.
ROWS ?=
CLIP ?=
SPEECH ?=
PAGE ?=
LOG ?= build/network.jsonl

LINTER := build/bin/golangci-lint
CROC := build/bin/croc
GOTESTSUM := build/bin/gotestsum
# What drives windows and browsers meets machines that stall now and then: a few
# tests that failed are tried once more, alone, and build/again names them; a
# data race, or what fails twice, has failed.
define AGAIN
@rm -f build/again
$(GOTESTSUM) --format standard-quiet --rerun-fails=1 --rerun-fails-max-failures=4 --rerun-fails-run-root-test \
  --rerun-fails-abort-on-data-race --rerun-fails-report build/again --packages '$(1)' -- -race $(2)
@if [[ -s build/again ]]; then echo 'Tried again:'; cat build/again; fi
endef
# The steps of `make test`, cheap ones first. Fyne with all its C is compiled
# once plain and once with the race detector; the other builds share the C.
STEPS := setup-test lint vet build release headless unit end-to-end test-camera

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: run
run: setup build ## open the app; without a display, run the demo
	@if [[ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]]; then
	  exec build/parley $(ARGS)
	fi
	echo "There is no display here: Parleys call and meet each other on virtual ones instead."
	$(MAKE) demo

.PHONY: demo
demo: setup-test ## people call and meet each other; screenshots go to build/demo
	go test -count=1 -timeout 10m -run '^TestDemo(Files|Meeting)?$$' . -demo $(CURDIR)/build/demo -v

.PHONY: test
test: ## check everything: lint, vet, the three builds, all tests
	@times=()
	for step in $(STEPS); do
	  begun=$$SECONDS
	  echo "== $$step"
	  $(MAKE) $$step
	  times+=("$$step $$((SECONDS - begun)) s")
	done
	printf '== %s\n' "$${times[@]}" "all $$SECONDS s"

.PHONY: lint
lint: $(LINTER) ## check style, errors and the import directions
	$(LINTER) run ./...
	$(LINTER) fmt --diff

.PHONY: fmt
fmt: $(LINTER) ## put the code in the one form
	$(LINTER) fmt

# The linter has a module of its own, so that nothing of it is the app's.
$(LINTER): .ci/lint/go.mod .ci/lint/go.sum
	go -C .ci/lint build -o $(CURDIR)/$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

.PHONY: vet
vet: ## run go vet over the builds with and without a window
	go vet ./...
	go vet -tags headless .

.PHONY: build
build: ## build the app to build/parley; it logs calls from the wrong thread
	go build -o build/parley .

.PHONY: release
release: ## build the app as it is given out, to build/release/parley
	go build -tags migrated_fynedo -ldflags '-s -w' -o build/release/parley .

.PHONY: headless
headless: ## build for servers and scripts, and prove that no window is linked
	@go build -tags headless -o build/headless/parley .
	if go list -tags headless -deps . | grep -E '^(fyne\.io|github\.com/(fyne-io|go-gl))/'; then
	  echo "The headless build links the packages above." >&2; exit 1
	fi
	if ldd build/headless/parley | grep -E 'lib(GL|EGL|X11|wayland)'; then
	  echo "The headless build links the libraries above." >&2; exit 1
	fi

.PHONY: unit
unit: $(GOTESTSUM) ## run the tests of every package, with the race detector
	go test -race -timeout 15m $$(go list ./... | grep -vE '^parley(/ui(/uitest)?)?$$')
	$(call AGAIN,./ui/uitest ./ui,-timeout 15m -p 1)

.PHONY: end-to-end
end-to-end: $(GOTESTSUM) ## run whole programs against each other
	$(call AGAIN,.,-timeout 45m -parallel 3)

# gotestsum tries again what failed, and is as little a part of the app.
$(GOTESTSUM): .ci/gotestsum/go.mod .ci/gotestsum/go.sum
	go -C .ci/gotestsum build -o $(CURDIR)/$@ gotest.tools/gotestsum

.PHONY: fuzz
fuzz: setup ## try every fuzz target for FUZZTIME each
	@grep -ro --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | while IFS=: read -r file func; do
	  go test -run '^$$' -fuzz "^$${func#func }$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" </dev/null
	done

# croc is measured beside Parley, and as little a part of it as the linter.
$(CROC): .ci/croc/go.mod .ci/croc/go.sum
	go -C .ci/croc build -o $(CURDIR)/$@ github.com/schollz/croc/v10

.PHONY: bench
bench: setup-bench $(CROC) ## measure stages, then whole calls and files beside a browser's and croc's
	go test -run '^$$' -bench . -timeout 30m ./...
	go test -count=1 -run '^Test(Stages|Figures|IdleFigures|MeshFigures|ShareFigures|FileFigures|TransferBesideACall|ServeFigures|TurnFigures)$$' -timeout 90m . -figures $(RUNS) -soak $(SOAK) -v

.PHONY: test-camera
test-camera: setup-camera ## test cameras against real V4L2 devices in a virtual machine
	go test -count=1 -timeout 20m ./devices/vividtest -vivid -v

.PHONY: bench-network
bench-network: setup-bench ## judge calls on bad networks beside a browser's; takes hours, ROWS names some
	go test -count=1 -run '^TestNetwork$$' -timeout 48h . -network $(RUNS) -rows '$(ROWS)' -network-log '$(LOG)' \
	  -clip '$(CLIP)' -speech '$(SPEECH)' -network-page '$(PAGE)' -v

.PHONY: soak
soak: SOAK = 2h
soak: setup-test ## hold a call for SOAK (2h), and watch that nothing grows or drifts; lines go to build/soak.csv
	@mkdir -p build
	go test -count=1 -run '^TestSoak$$' -timeout 0 . -soak-for $(SOAK) -soak-csv build/soak.csv -v

.PHONY: setup setup-test setup-bench setup-camera
setup: ## install what building needs
	@.ci/setup build
setup-test: ## install what the tests and the demo need
	@.ci/setup build test
setup-bench: ## install what measuring needs
	@.ci/setup build test bench
setup-camera: ## install what the camera tests need
	@.ci/setup build test camera

.PHONY: clean
clean: ## remove what was built
	rm -rf build
