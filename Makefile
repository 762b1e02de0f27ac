# Every target is a thin call; 'make' lists them.
HOME_DIR = deploy/target/hydrophone
BIN = $(HOME_DIR)/bin
CLUSTER = fox.educloud.no
CONFIG = config/sonar-nonslurm-node.cfg
DATA = data/$(CLUSTER)

.DEFAULT_GOAL = help
.PHONY: help build test it fast format golden demo run-broker run-agent run-ingest clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## everything but the tests; the commands lie in deploy/target/hydrophone/bin
	mvn -B -DskipTests package

test: ## unit tests
	mvn -B test

it: ## all tests, those with a real broker and real processes too
	mvn -B verify

fast: ## compile and package, no checks
	mvn -B -q -Pfast package

format: ## write the layout that the build checks
	mvn -B -q -N validate -Dformat.fix=true

golden: ## rewrite golden files from what the code does; git diff is the review
	mvn -B test -Dgolden.update=true

demo: ## broker, agent, ingest and query at work on this machine
	./demo

run-broker: $(BIN) ## a local Kafka on port 9092
	$(BIN)/broker

run-agent: $(BIN) ## an agent (CONFIG=file)
	$(BIN)/agent daemon $(CONFIG)

run-ingest: $(BIN) ## ingest (CLUSTER=name DATA=folder)
	mkdir -p $(dir $(DATA))
	$(BIN)/ingest --cluster $(CLUSTER) --data-dir $(DATA)

$(BIN):
	$(MAKE) build

clean: ## remove what the build made
	mvn -B -q clean
