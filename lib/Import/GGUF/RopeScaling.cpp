//===- RopeScaling.cpp - contexts longer than those of training -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear (Chen et al., 2023): one factor for all pairs of dimensions. Llama 3
// and LongRoPE (Ding et al., 2024): a tensor of the file. YaRN (Peng et al.,
// 2023): factors that follow from how often a pair turns.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/GGUF/RopeScaling.h"
#include "lib/Import/GGUF/Template.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <numbers>

using namespace llvm;

namespace tenfold::gguf {
namespace {

/// The pair that turns `turns` times over `context` positions.
double pairOfTurns(const Rope &rope, double context, double turns) {
  return rope.dims * std::log(context / (turns * 2 * std::numbers::pi)) /
         (2 * std::log(rope.base));
}

void setYarn(Rope &rope, Hyperparameters &numbers) {
  double context = numbers.count("rope.scaling.original_context_length",
                                 numbers.count("context_length"));
  double fast = numbers.real("rope.scaling.yarn_beta_fast", 32);
  double slow = numbers.real("rope.scaling.yarn_beta_slow", 1);
  rope.first = std::max(0.0, std::floor(pairOfTurns(rope, context, fast)));
  double last = std::min<double>(rope.dims - 1,
                                 std::ceil(pairOfTurns(rope, context, slow)));
  rope.range = std::max(0.001, last - rope.first); // as the authors' code
  rope.magnitude *= 1 + 0.1 * std::log(rope.factor);
  for (StringRef key : {"yarn_ext_factor", "yarn_attn_factor"}) {
    double value = numbers.real(("rope.scaling." + key).str(), 1);
    numbers.expect(value == 1, "expected metadata `" + numbers.name() +
                                   ".rope.scaling." + key + "` to be 1, got " +
                                   spellFloat(value));
  }
}

} // namespace

Rope readRope(Hyperparameters &numbers, int64_t head) {
  Rope rope{numbers.real("rope.freq_base", 10'000),
            numbers.count("rope.dimension_count", head)};
  if (rope.dims % 2 != 0 || rope.dims > head) {
    numbers.fail("expected metadata `" + numbers.name() +
                 ".rope.dimension_count` to be even and at most " +
                 Twine(head) + ", got " + Twine(rope.dims));
    return rope;
  }
  StringRef type = numbers.string("rope.scaling.type", "linear");
  rope.factor =
      numbers.real("rope.scaling.factor", numbers.real("rope.scale_linear", 1));
  rope.magnitude = numbers.real("rope.scaling.attn_factor", 1);
  bool isScaled = rope.factor != 1 && type != "none" && type != "longrope";
  if (type == "yarn")
    setYarn(rope, numbers);
  else if (!is_contained({"none", "linear", "longrope"}, type))
    numbers.fail("expected metadata `" + numbers.name() +
                 ".rope.scaling.type` to be none, linear, yarn or longrope, "
                 "got " +
                 quoted(type));
  StringRef tensor =
      type == "longrope" ? "rope_factors_short.weight" : "rope_freqs.weight";
  if (numbers.hasTensor(tensor))
    rope.frequencies = tensor;
  if (isScaled)
    rope.scaling = type == "yarn" ? "yarn" : "linear_scaling";
  numbers.expect(rope.frequencies.empty() || rope.scaling.empty(),
                 "expected one scaling of rotary positions, got tensor `" +
                     tensor + "` and a factor");
  return rope;
}

} // namespace tenfold::gguf
