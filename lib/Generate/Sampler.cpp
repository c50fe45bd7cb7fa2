//===- Sampler.cpp - from logits to the next token ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Generate/Sampler.h"

#include "lib/Data/SplitMix.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <numeric>

using namespace llvm;
using namespace tenfold;

namespace {

struct Candidate {
  double weight; ///< exp((l - max l) / temperature)
  int32_t id;
};

using Candidates = std::vector<Candidate>;

bool isLikelier(const Candidate &a, const Candidate &b) {
  return a.weight != b.weight ? a.weight > b.weight : a.id < b.id;
}

double sum(const Candidates &candidates) {
  return std::accumulate(
      candidates.begin(), candidates.end(), 0.0,
      [](double total, const Candidate &c) { return total + c.weight; });
}

Candidates weigh(ArrayRef<float> logits, float greatest, double temperature) {
  Candidates candidates;
  for (auto [id, logit] : enumerate(logits)) {
    // inf - inf is no number, and what equals the greatest has weight 1.
    double weight =
        logit == greatest
            ? 1
            : std::exp((double(logit) - double(greatest)) / temperature);
    if (weight > 0)
      candidates.push_back({weight, int32_t(id)});
  }
  return candidates;
}

void keepLikeliest(Candidates &candidates, size_t count) {
  if (count == 0 || count >= candidates.size())
    return;
  std::partial_sort(candidates.begin(), candidates.begin() + count,
                    candidates.end(), isLikelier);
  candidates.resize(count);
}

/// Takes from a heap, as most of a large vocabulary is never looked at.
void keepShare(Candidates &candidates, double share) {
  if (share >= 1)
    return;
  double left = share * sum(candidates);
  auto isUnlikelier = [](const Candidate &a, const Candidate &b) {
    return isLikelier(b, a);
  };
  std::make_heap(candidates.begin(), candidates.end(), isUnlikelier);
  auto kept = candidates.end();
  while (left > 0 && kept != candidates.begin()) {
    std::pop_heap(candidates.begin(), kept, isUnlikelier);
    left -= (--kept)->weight;
  }
  candidates.erase(candidates.begin(), kept);
}

/// `at` in (0, 1) is a place on the line on which the weights lie end to end.
int32_t pick(const Candidates &candidates, double at) {
  double left = at * sum(candidates);
  for (const Candidate &candidate : candidates)
    if ((left -= candidate.weight) < 0)
      return candidate.id;
  return candidates.back().id; // rounding
}

} // namespace

Expected<int32_t> Sampler::next(ArrayRef<float> logits) {
  const auto *bad = find_if(logits, [](float l) { return std::isnan(l); });
  if (bad != logits.end())
    return createStringError("expected logits that are numbers, got nan for "
                             "token " +
                             Twine(bad - logits.begin()));
  const auto *greatest = max_element(logits); // the first of equals
  if (options.temperature == 0)
    return int32_t(greatest - logits.begin());
  Candidates candidates = weigh(logits, *greatest, options.temperature);
  keepLikeliest(candidates, options.topK);
  keepShare(candidates, options.topP);
  // Keys are mixed: streams of neighbouring seeds are not shifts of each other.
  uint64_t number = data::mix(data::mix(options.seed) + count++);
  return pick(candidates, data::unit(number));
}
