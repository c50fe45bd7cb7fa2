// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOKENIZER_TRIE_H
#define TENFOLD_TOKENIZER_TRIE_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <vector>

namespace tenfold::tokenizer {

/// Byte strings with a value each, found at the beginning of a text.
class Trie {
public:
  void insert(llvm::StringRef key, int32_t value) {
    uint32_t node = 0;
    for (unsigned char byte : key) {
      auto [edge, isNew] = edges.try_emplace(uint64_t(node) << 8 | byte,
                                             uint32_t(values.size()));
      node = edge->second;
      if (isNew)
        values.push_back(kNone);
    }
    values[node] = value;
  }

  /// The node at the end of `text`, from which a search can go on.
  std::optional<uint32_t> walk(llvm::StringRef text) const {
    uint32_t node = 0;
    for (unsigned char byte : text) {
      auto edge = edges.find(uint64_t(node) << 8 | byte);
      if (edge == edges.end())
        return std::nullopt;
      node = edge->second;
    }
    return node;
  }

  /// visit(end, value) for each key at `at`, shortest first; `node` stands for
  /// what comes before.
  template <typename Visit>
  void prefixes(llvm::StringRef text, size_t at, Visit visit,
                uint32_t node = 0) const {
    for (; at < text.size(); ++at) {
      auto edge = edges.find(uint64_t(node) << 8 |
                             static_cast<unsigned char>(text[at]));
      if (edge == edges.end())
        return;
      node = edge->second;
      if (values[node] != kNone)
        visit(at + 1, values[node]);
    }
  }

private:
  static constexpr int32_t kNone = -1;
  llvm::DenseMap<uint64_t, uint32_t> edges;
  std::vector<int32_t> values{kNone};
};

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_TRIE_H
