// SPDX-License-Identifier: GPL-2.0-or-later
#include "evidence/harmless.h"

#include <gtest/gtest.h>

namespace towpath::evidence {
namespace {

std::uint32_t harm(const std::string& makefile) {
  const Status status = harmless(Text("Makefile", makefile));
  return status ? 0 : status.error().where.line;
}

TEST(Harmless, ListsOfObjectsAndFlagsAre) {
  EXPECT_EQ(harm("# all: evil\n\nccflags-y := -I$(srctree)/$(src) -DNAME=\\\"x\\\"\n"
                 "obj-$(CONFIG_X) += a.o sub/\na-objs := b.o \\\n\tc.o\na-$(CONFIG_Y) += d.o\n"
                 "ifeq ($(CONFIG_Z),y)\na-y += $(filter %.o,z.o)\nelse\nCFLAGS_b.o = -O1\nendif\n"),
            0u);
}

TEST(Harmless, WhatCouldRunSomethingIsNot) {
  EXPECT_EQ(harm("obj-m := a.o\nall:\n"), 2u);
  EXPECT_EQ(harm("obj-m := a.o\n\trm -rf /\n"), 2u);
  for (const char* line : {"a-y := $(shell id)",
                           "a-y != id",
                           "a-y := ${eval x}",
                           "CC = evil",
                           "cmd_cc_o_c = evil",
                           "echo-cmd = evil",
                           "include evil.mk",
                           "-include evil.mk",
                           "define a-y",
                           "export CC=evil",
                           "ccflags-y := ; evil",
                           "ccflags-y := `evil`",
                           "ccflags-y := $$(evil)",
                           "ccflags-y := -x | y",
                           "ccflags-y := -fplugin=./evil.so",
                           "ccflags-y := -B.",
                           "ccflags-y := @flags",
                           "override CC := evil",
                           "a-y: evil",
                           "a.o: ccflags-y := x"}) {
    EXPECT_EQ(harm(line), 1u) << line;
  }
  EXPECT_EQ(harm("a-y := b.o \\\n  $(shell id)\n"), 1u);
}

}  // namespace
}  // namespace towpath::evidence
