// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The loop that both kinds of pair encoding share.
#ifndef TENFOLD_TOKENIZER_PAIRS_H
#define TENFOLD_TOKENIZER_PAIRS_H

#include "lib/Tokenizer/Models.h"

#include <queue>

namespace tenfold::tokenizer {

/// A stretch of the word; one that went into its left neighbour has no length.
struct Symbol {
  int32_t id;
  uint32_t begin, length;
  int32_t previous, next; ///< -1 at the ends
};

/// What two neighbours make.
struct Merge {
  double cost;
  int32_t id;
};

/// Makes the cheapest merge, the leftmost of equal ones, until there is none:
/// n symbols take O(n log n). `find(left, right)` gives std::optional<Merge>.
template <typename Find>
void mergeAll(std::vector<Symbol> &symbols, Find find) {
  struct Candidate {
    double cost;
    int32_t left, id;
    uint32_t length;
    bool operator<(const Candidate &other) const {
      return cost != other.cost ? cost > other.cost : left > other.left;
    }
  };
  std::priority_queue<Candidate> queue;
  auto push = [&](int32_t left) {
    if (left < 0 || symbols[left].next < 0)
      return;
    const Symbol &l = symbols[left], &r = symbols[l.next];
    if (std::optional<Merge> merge = find(l, r))
      queue.push({merge->cost, left, merge->id, l.length + r.length});
  };
  for (size_t i = 0; i < symbols.size(); ++i)
    push(static_cast<int32_t>(i));
  while (!queue.empty()) {
    Candidate best = queue.top();
    queue.pop();
    Symbol &left = symbols[best.left];
    // Symbols only grow: another length means that one of the two has changed.
    if (left.length == 0 || left.next < 0 ||
        left.length + symbols[left.next].length != best.length)
      continue;
    Symbol &right = symbols[left.next];
    left.id = best.id;
    left.length = best.length;
    left.next = right.next;
    right.length = 0;
    if (left.next >= 0)
      symbols[left.next].previous = best.left;
    push(left.previous);
    push(best.left);
  }
}

/// Appends a symbol to the right.
inline void append(std::vector<Symbol> &symbols, int32_t id, size_t begin,
                   size_t length) {
  auto index = static_cast<int32_t>(symbols.size());
  if (index > 0)
    symbols.back().next = index;
  symbols.push_back({id, static_cast<uint32_t>(begin),
                     static_cast<uint32_t>(length), index - 1, -1});
}

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_PAIRS_H
