//===- Import.cpp - a template for each architecture ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function an architecture: what its papers say and its files do not.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/GGUF/Import.h"

#include "lib/Import/GGUF/Decoder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace llvm;

namespace tenfold::gguf {
namespace {

/// LLaMA 1 to 3 and what calls itself so: pairs of neighbours rotate, since the
/// conversion to GGUF has permuted the rows of Q and K.
std::string llama(Hyperparameters &numbers) {
  Decoder model(numbers);
  model.settings.set("PAIRING", "adjacent");
  return model.uniform({"", model.rope(), {}});
}

/// Qwen 2 has biases and Qwen 3 norms of Q and K, which their tensors tell.
std::string qwen(Hyperparameters &numbers) {
  Decoder model(numbers);
  return model.uniform({"", model.rope(), {}});
}

/// Phi-3: weights fused, and a window in some.
std::string phi3(Hyperparameters &numbers) {
  Decoder model(numbers);
  LayerKind kind{"", model.rope(), {}};
  if (numbers.string("rope.scaling.type", "") == "longrope")
    model.settings.set("CONTEXT", // the factors for short ones are exact to it
                       numbers.count("rope.scaling.original_context_length"));
  kind.window = numbers.optionalCount("attention.sliding_window");
  return model.uniform(kind);
}

/// What both Gemmas have. Their largest models scale scores by the width of the
/// model over the number of heads.
void setGemma(Decoder &model, int64_t layersOfTheLargest) {
  model.settings.set("EMBEDDED", "scaled");
  model.settings.set("ACTIVATION", "gelu_tanh");
  if (model.layers == layersOfTheLargest)
    model.settings.set("SCALE",
                       1 / std::sqrt(double(model.width) / model.heads));
}

std::string gemma2(Hyperparameters &numbers) {
  Decoder model(numbers);
  setGemma(model, 46);
  model.settings.set("CAP", numbers.real("attn_logit_softcapping", 50));
  model.settings.set("LOGITS", "capped");
  model.settings.set("LOGIT_CAP", numbers.real("final_logit_softcapping", 30));
  Rope rope = model.rope();
  return model.alternating(
      {"_local", rope, numbers.count("attention.sliding_window", 4096)},
      {"_global", rope, {}}, 2);
}

std::string gemma3(Hyperparameters &numbers) {
  Decoder model(numbers);
  setGemma(model, 62);
  if (numbers.has("final_logit_softcapping")) {
    model.settings.set("LOGITS", "capped");
    model.settings.set("LOGIT_CAP", numbers.real("final_logit_softcapping"));
  }
  Rope global = model.rope(),
       local{numbers.real("rope.freq_base_swa", 10'000), global.dims};
  return model.alternating(
      {"_local", local, numbers.count("attention.sliding_window")},
      {"_global", global, {}},
      numbers.count("attention.sliding_window_pattern", 6));
}

std::string gpt2(Hyperparameters &numbers) {
  LanguageModel model(numbers, kGPT2Template, "");
  numbers.expect(model.width % model.heads == 0,
                 "expected the width to be a multiple of the heads, got " +
                     Twine(model.width) + " and " + Twine(model.heads));
  model.settings.set("EPSILON", numbers.real("attention.layer_norm_epsilon"));
  return model.uniform({"", {.base = 1, .dims = 2}, {}});
}

struct Architecture {
  StringLiteral name;
  std::string (*import)(Hyperparameters &numbers);
};

constexpr Architecture kArchitectures[] = {
    {"gemma2", gemma2}, {"gemma3", gemma3}, {"gpt2", gpt2}, {"llama", llama},
    {"phi3", phi3},     {"qwen2", qwen},    {"qwen3", qwen}};

} // namespace

bool isAlternative(StringRef tensor) {
  return tensor == "rope_factors_long.weight";
}

Expected<std::string> importModel(const File &file) {
  Expected<StringRef> name = file.string("general.architecture");
  if (!name)
    return name.takeError();
  const Architecture *architecture =
      find_if(kArchitectures,
              [&](const Architecture &known) { return known.name == *name; });
  if (architecture == std::end(kArchitectures)) {
    auto names = map_range(
        kArchitectures, [](const Architecture &known) { return known.name; });
    return error("expected an architecture out of {0}, got {1}",
                 join(names, ", "), quoted(*name));
  }
  Hyperparameters numbers(file, architecture->name);
  std::string text = architecture->import(numbers);
  if (numbers.failed())
    return numbers.takeError();
  return text;
}

} // namespace tenfold::gguf
