// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// From logits to the next token.
#ifndef TENFOLD_GENERATE_SAMPLER_H
#define TENFOLD_GENERATE_SAMPLER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

namespace tenfold {

struct SamplingOptions {
  double temperature = 0; ///< 0: always the likeliest token
  int64_t topK = 0;       ///< of so many likeliest tokens; 0: of all
  double topP = 1;        ///< of the fewest that have this share, in (0, 1]
  uint64_t seed = 0;
};

/// Chooses by p_i ~ exp(l_i / temperature): of the `topK` likeliest tokens, and
/// of these the fewest likeliest whose sum is at least `topP` of theirs. Of
/// equal logits the one of the lower id is the likelier. Choice n is made by
/// number n of the stream of the seed (lib/Data/SplitMix.h), so equal seeds and
/// logits make equal texts.
class Sampler {
public:
  explicit Sampler(SamplingOptions options) : options(options) {}

  /// The logits are at least one; one that is no number is an error.
  llvm::Expected<int32_t> next(llvm::ArrayRef<float> logits);

private:
  SamplingOptions options;
  uint64_t count = 0; ///< of choices made
};

} // namespace tenfold

#endif // TENFOLD_GENERATE_SAMPLER_H
