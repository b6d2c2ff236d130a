# Everything a newcomer needs; what is behind it is meson (see CONTRIBUTING.md).
# SPDX-License-Identifier: MIT

MESON ?= meson

.PHONY: run build check check-messages check-asan check-tsan check-format fuzz deb install-deps clean

run: ## builds and opens the sample experiment
	@build-aux/install-deps.sh run
	@build-aux/run.sh

check: 
	@build-aux/install-deps.sh check
	@build-aux/check-format.sh
	@build-aux/check.sh all

check-messages: ## all tests; then says which messages none of them has
	@build-aux/install-deps.sh check
	@build-aux/check-messages.sh

check-asan: ## all tests but most windows under the address and undefined behaviour sanitizers
	@build-aux/install-deps.sh check
	@build-aux/check.sh asan
	@build-aux/check.sh windows

check-tsan: ## the engine's tests under the thread sanitizer
	@build-aux/install-deps.sh check
	@build-aux/check.sh tsan

fuzz: ## tries every fuzz target for TIME seconds (60), with clang and the sanitizers
	@build-aux/fuzz.sh $(or $(TIME),60)

check-format: ## fails where clang-format would lay the code out in another way
	@build-aux/check-format.sh

deb: ## builds a Debian package and checks it with lintian
	@build-aux/install-deps.sh deb
	@build-aux/make-deb.sh

install-deps: ## installs whatever building, running and testing needs (Debian 12)
	@build-aux/install-deps.sh check

build: ## builds only
	@test -f build/build.ninja || $(MESON) setup build
	@ninja -C build

clean:
	rm -rf build build-check build-asan build-tsan build-fuzz
