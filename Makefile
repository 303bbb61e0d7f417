# tresse — make help

GO      ?= go
PREFIX  ?= /usr/local
VERSION ?= 1.0
LDFLAGS  = -s -w
TARGETS  = linux/amd64 linux/arm64 windows/amd64 windows/arm64 darwin/amd64 darwin/arm64

.PHONY: help build demo test check fmt bench eval dist install clean

help: ## montre cette aide
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## construit ./tresse, un seul fichier
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o tresse ./cmd/tresse

demo: build ## montre tresse sur des plateformes et des gens inventés (Ctrl-C pour finir)
	./tresse demo

test: ## tout ce qui doit être vert
	$(GO) test ./...

check: ## ce que l'intégration continue vérifie de plus : forme, vet, staticcheck, courses, trois systèmes
	@test -z "$$(gofmt -l . | tee /dev/stderr)" || { echo 'gofmt changerait ces fichiers'; exit 1; }
	$(GO) vet ./...
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	$(GO) mod verify
	$(GO) mod tidy -diff
	$(GO) test -race -short ./...
	@for t in $(TARGETS); do \
		echo "construit pour $$t"; \
		CGO_ENABLED=0 GOOS=$${t%/*} GOARCH=$${t#*/} $(GO) build -o /dev/null ./cmd/tresse || exit 1; \
	done

bench: ## mesure ; docs/performance.md dit ce qui a été trouvé
	$(GO) test -run '^$$' -bench . -benchmem ./store ./sync ./sync/people ./sync/publish ./connectors/...
	GOMEMLIMIT=off $(GO) test -run '^$$' -bench 'Calendar|OpenAgenda|Zeeg|RDV' -benchtime 3x ./cmd/tresse
	bash cmd/tresse/bench/first.sh
	bash connectors/ical/bench/libical/run.sh
	bash cmd/tresse/bench/serve.sh

eval: ## mesure qui est reconnu comme une même personne, quoi comme une même séance ; docs/identity.md et docs/sessions.md disent ce qui a été trouvé
	$(GO) test ./sync/sessions -run TestEval -v
	$(GO) test ./sync/people -run 'TestEval|TestOthers|TestTraps|TestTornHouseholds|TestTwoPlatforms' -v -eval -timeout 60m

dist: ## construit pour linux, windows et darwin dans dist/
	@mkdir -p dist
	@for t in $(TARGETS); do \
		os=$${t%/*}; arch=$${t#*/}; ext=; [ $$os = windows ] && ext=.exe; \
		echo "dist/tresse-$$os-$$arch$$ext"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o dist/tresse-$$os-$$arch$$ext ./cmd/tresse || exit 1; \
	done

install: build ## installe dans PREFIX
	install -D -m 0755 tresse $(DESTDIR)$(PREFIX)/bin/tresse

fmt: ## met en forme
	gofmt -w .

clean: ## enlève ce qui a été construit
	rm -rf tresse dist
