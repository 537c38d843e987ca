// SPDX-License-Identifier: GPL-2.0-or-later
// tree_victim work-tree|commit|folder PATH VARIANT: publishes once, to be killed meanwhile by
// kill_test.cc.
#include "tree/test_victim.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tree/target.h"

int main(int argc, char** argv) {
  namespace tree = towpath::tree;
  if (argc != 4) return 2;
  const std::string_view mode = argv[1];
  auto target = mode == "commit"   ? tree::open_commit_target(argv[2], "victim", "carried")
                : mode == "folder" ? tree::open_output_folder(argv[2])
                                   : tree::open_work_tree(argv[2]);
  if (!target.ok()) {
    std::fprintf(stderr, "open: %s\n", to_string(target.error()).c_str());
    return 1;
  }
  const auto plan = (*target)->plan(tree::victim_outputs(std::atoi(argv[3])),
                                    {towpath::Glob::parse(tree::kVictimOwns).value()});
  if (!plan.ok()) {
    std::fprintf(stderr, "plan: %s\n", to_string(plan.error()).c_str());
    return 1;
  }
  const auto published = (*target)->publish(*plan, {.message = "carried\n", .time = 1});
  if (!published.ok()) {
    std::fprintf(stderr, "publish: %s\n", to_string(published.error()).c_str());
    return 1;
  }
  return 0;
}
