// SPDX-License-Identifier: GPL-2.0-or-later
#include "sed/literals.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace towpath::sed {
namespace {

constexpr std::size_t kMaxAlternatives = 8;
constexpr std::size_t kMaxLiteral = 64;

// How seldom a byte is in C sources, roughly in bits.
int rarity(unsigned char c) {
  if (c == ' ' || c == '\t' || c == '\n') return 3;
  if (c >= 'a' && c <= 'z') return std::strchr("etaionsrlcd", c) != nullptr ? 5 : 6;
  if (c == '_' || c == '*' || c == ',' || c == ';' || c == '(' || c == ')') return 6;
  if (c >= '0' && c <= '9') return 7;
  if (c >= 'A' && c <= 'Z') return 7;
  return 8;
}

int rarity(std::string_view text) {
  int sum = 0;
  for (const char c : text) sum += rarity(static_cast<unsigned char>(c));
  return sum;
}

// Walks a tree in matching order, collecting runs of fixed bytes. The depth of trees is limited.
class LiteralFinder {
 public:
  std::vector<std::string> find(const RegexNode& root) {
    visit(root);
    end_run();
    return std::move(best_);
  }

 private:
  using Kind = RegexNode::Kind;

  void visit(const RegexNode& node) {
    switch (node.kind) {
      case Kind::kSet:
        if (node.set.count() != 1) return end_run();
        run_.push_back(only_byte(node.set));
        if (run_.size() == kMaxLiteral) end_run();
        return;
      case Kind::kSequence:
      case Kind::kGroup:
        for (const RegexNode& child : node.children) visit(child);
        return;
      case Kind::kChoice:
        end_run();
        return offer_choice(node);
      case Kind::kRepeat:
        end_run();
        if (node.min > 0) visit(node.children[0]);
        return end_run();
      case Kind::kReference:
        return end_run();
      case Kind::kAssertion:
        return;  // takes no byte, so the run goes on
    }
  }

  static char only_byte(const ByteSet& set) {
    int c = 0;
    while (!set[c]) ++c;
    return static_cast<char>(c);
  }

  void offer_choice(const RegexNode& node) {
    std::vector<std::string> all;
    for (const RegexNode& child : node.children) {
      std::vector<std::string> some = LiteralFinder().find(child);
      if (some.empty() || all.size() + some.size() > kMaxAlternatives) return;
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    offer(std::move(all));
  }

  void end_run() {
    if (!run_.empty()) offer({run_});
    run_.clear();
  }

  void offer(std::vector<std::string> literals) {
    int score = rarity(literals.front());
    for (const std::string& literal : literals) score = std::min(score, rarity(literal));
    if (score <= best_score_) return;
    best_score_ = score;
    best_ = std::move(literals);
  }

  std::string run_;
  std::vector<std::string> best_;
  int best_score_ = 0;
};

std::uint16_t pair_at(const char* bytes) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[0]) << 8 |
                                    static_cast<unsigned char>(bytes[1]));
}

}  // namespace

std::vector<std::string> required_literals(const RegexTree& tree) {
  return LiteralFinder().find(tree.root);
}

std::uint32_t LiteralSet::add(const std::string& literal) {
  const auto known = std::find(literals_.begin(), literals_.end(), literal);
  if (known == literals_.end()) {
    literals_.push_back(literal);
    return static_cast<std::uint32_t>(literals_.size() - 1);
  }
  return static_cast<std::uint32_t>(known - literals_.begin());
}

void LiteralSet::freeze() {
  seen_pairs_.assign(65536 / 64, 0);
  first_probe_.assign(65536, 0);
  for (std::uint32_t id = 0; id < literals_.size(); ++id) {
    const std::string& literal = literals_[id];
    if (literal.size() < 2) continue;
    std::size_t best = 0;
    for (std::size_t at = 1; at + 1 < literal.size(); ++at) {
      if (rarity(std::string_view(literal).substr(at, 2)) >
          rarity(std::string_view(literal).substr(best, 2))) {
        best = at;
      }
    }
    probes_.push_back({pair_at(literal.data() + best), static_cast<std::uint16_t>(best), id});
  }
  std::stable_sort(probes_.begin(), probes_.end(),
                   [](const Probe& a, const Probe& b) { return a.pair < b.pair; });
  for (std::size_t i = probes_.size(); i-- > 0;) {
    const std::uint16_t pair = probes_[i].pair;
    seen_pairs_[pair / 64] |= std::uint64_t{1} << (pair % 64);
    first_probe_[pair] = static_cast<std::uint16_t>(i);
  }
}

std::vector<std::vector<Offset>> LiteralSet::occurrences(std::string_view text) const {
  std::vector<std::vector<Offset>> found(literals_.size());
  std::vector<std::size_t> resume(literals_.size(), 0);  // what begins earlier is not recorded

  const auto line_end = [&](std::size_t at) {
    const std::size_t newline = text.find('\n', at);
    return newline == text.npos ? text.size() : newline + 1;
  };
  const auto record = [&](std::uint32_t id, std::size_t begin) {
    found[id].push_back(static_cast<Offset>(begin));
    const bool crosses_lines = literals_[id].find('\n') != std::string::npos;
    resume[id] = crosses_lines ? begin + 1 : line_end(begin);
  };

  for (std::uint32_t id = 0; id < literals_.size(); ++id) {
    if (literals_[id].size() != 1) continue;
    for (std::size_t at = text.find(literals_[id]); at != text.npos;
         at = text.find(literals_[id], resume[id])) {
      record(id, at);
    }
  }
  if (probes_.empty()) return found;

  const auto look_closer = [&](std::size_t at, std::uint16_t pair) {
    for (std::size_t i = first_probe_[pair]; i < probes_.size() && probes_[i].pair == pair; ++i) {
      const Probe& probe = probes_[i];
      const std::string& literal = literals_[probe.literal];
      if (at < probe.offset + resume[probe.literal]) continue;
      const std::size_t begin = at - probe.offset;
      if (text.substr(begin, literal.size()) == literal) record(probe.literal, begin);
    }
  };
  const char* const bytes = text.data();
  const std::uint64_t* const seen = seen_pairs_.data();
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    const std::uint16_t pair = pair_at(bytes + at);
    if ((seen[pair / 64] >> (pair % 64) & 1) != 0) [[unlikely]]
      look_closer(at, pair);
  }
  return found;
}

}  // namespace towpath::sed
