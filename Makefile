# SPDX-License-Identifier: GPL-2.0-or-later
# `make demo` and `make check` need nothing but a fresh Debian machine: they install what they use.
BUILD ?= build
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)

.PHONY: all deps demo check bench sanitize tidy install clean

all: $(BUILD)/CMakeCache.txt
	cmake --build $(BUILD) --parallel $(JOBS)

$(BUILD)/CMakeCache.txt:
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release

# What is missing of the Debian packages that building and testing take.
deps:
	scripts/deps

demo: deps all
	examples/harbor/demo $(BUILD)/towpath

check: deps all
	cd $(BUILD) && ctest --output-on-failure --parallel $(JOBS)

# Ratios to the original tools, measured in the same run.
bench: deps
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release -DTOWPATH_BENCH=ON
	cmake --build $(BUILD) --parallel $(JOBS)
	bench/ratios $(BUILD)/towpath

# The whole test suite under the address and undefined-behaviour sanitizers.
sanitize: deps
	cmake --preset sanitize
	cmake --build --preset sanitize --parallel $(JOBS)
	ctest --preset sanitize --parallel $(JOBS)

tidy: deps all
	run-clang-tidy -quiet -p $(BUILD) '$(CURDIR)/(src|bench|fuzz)/.*\.cc$$'

install: all
	cmake --install $(BUILD) --prefix $(PREFIX)

clean:
	rm -rf build build-debug build-sanitize
