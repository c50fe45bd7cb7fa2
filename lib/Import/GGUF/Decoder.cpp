//===- Decoder.cpp - LLaMA and its relatives ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/GGUF/Decoder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace llvm;

namespace tenfold::gguf {

static constexpr int64_t kMostLayers = 4096; // each is text in the module

Decoder::Decoder(Hyperparameters &numbers)
    : numbers(numbers), layers(numbers.count("block_count", {}, kMostLayers)),
      width(numbers.count("embedding_length")),
      heads(numbers.count("attention.head_count")),
      head(numbers.count("attention.key_length",
                         std::max<int64_t>(1, width / heads))) {
  numbers.expect(!numbers.optionalCount("expert_count"),
                 "expected a model without experts, got metadata `" +
                     numbers.name() + ".expert_count`");
  setSizes();
  setBlocks();
}

void Decoder::setSizes() {
  int64_t groups = numbers.count("attention.head_count_kv", heads);
  int64_t value = numbers.count("attention.value_length", head);
  int64_t hidden = numbers.count("feed_forward_length");
  if (heads % groups != 0)
    numbers.fail("expected heads of queries to be a multiple of those of keys, "
                 "got " +
                 Twine(heads) + " and " + Twine(groups));
  settings.set("ARCHITECTURE", numbers.name());
  for (auto [name, size] : std::initializer_list<std::pair<StringRef, int64_t>>{
           {"CONTEXT", numbers.count("context_length")},
           {"VOCAB", numbers.rows("token_embd.weight")},
           {"LAYERS", layers},
           {"WIDTH", width},
           {"HEADS", heads},
           {"KV_HEADS", groups},
           {"QUERY_WIDTH", heads * head},
           {"KEY_WIDTH", groups * head},
           {"VALUE_WIDTH", groups * value},
           {"QUERY_KEY_WIDTH", (heads + groups) * head},
           {"QKV_WIDTH", (heads + groups) * head + groups * value},
           {"HIDDEN", hidden},
           {"TWICE_HIDDEN", 2 * hidden}})
    settings.set(name, size);
  settings.set("EPSILON", numbers.real("attention.layer_norm_rms_epsilon"));
  settings.set("ROOT_WIDTH", std::sqrt(double(width)));
  settings.set("SCALE", 1 / std::sqrt(double(head)));
}

/// Which block stands where; all layers are taken to be as the first.
void Decoder::setBlocks() {
  auto choose = [&](StringRef name, StringRef tensor, StringRef present,
                    StringRef absent) {
    settings.set(name, numbers.hasTensor(tensor) ? present : absent);
  };
  choose("HEAD", "output.weight", "output", "token_embd");
  choose("QKV", "blk.0.attn_qkv.weight", "fused_qkv", "separate_qkv");
  choose("QKV_LINEAR",
         numbers.hasTensor("blk.0.attn_qkv.bias") ? "blk.0.attn_qkv.bias"
                                                  : "blk.0.attn_q.bias",
         "linear", "linear_no_bias");
  choose("OUT_LINEAR", "blk.0.attn_output.bias", "linear", "linear_no_bias");
  choose("QK_NORM", "blk.0.attn_q_norm.weight", "norm", "identity");
  choose("POST_NORM", "blk.0.post_attention_norm.weight", "norm", "identity");
  choose("GATE", "blk.0.ffn_gate.weight", "separate_gate", "fused_gate");
  settings.set("PAIRING", "halves");
  settings.set("ACTIVATION", "silu");
  settings.set("EMBEDDED", "identity");
  settings.set("LOGITS", "identity");
  settings.set("LOGIT_CAP", 1.0);
  setScaling({.dims = 2});
}

static bool hasOperand(const LayerKind &kind) {
  return !kind.rope.frequencies.empty();
}

std::string Decoder::layerBlocks(const LayerKind &kind) {
  const Rope &rope = kind.rope;
  bool isScaled = !rope.scaling.empty();
  if (isScaled || hasOperand(kind))
    setScaling(rope);
  Settings of = settings;
  of.set("KIND", kind.suffix);
  of.set("BASE", rope.base);
  of.set("ROTATED", rope.dims);
  of.set("MAGNITUDE", rope.magnitude);
  if (isScaled)
    of.set("SCALING", rope.scaling);
  auto choose = [&](StringRef name, bool condition, StringRef text) {
    of.set(name, condition ? text : "");
  };
  choose("FACTOR_ARGUMENT", hasOperand(kind), ", %factors: tensor<?xf32>");
  choose("FACTOR_OPERAND", hasOperand(kind), ", %factors");
  choose("FACTOR_TYPE", hasOperand(kind), ", tensor<?xf32>");
  choose("FACTORS", isScaled || hasOperand(kind), " factors %factors");
  choose("ROPE_FACTOR_TYPE", isScaled || hasOperand(kind), ", tensor<?xf32>");
  if (kind.window)
    of.set("WINDOW", *kind.window);
  return of.instantiate(kLayerTemplate);
}

/// At most one kind of layer has any.
void Decoder::setScaling(const Rope &rope) {
  if (!rope.frequencies.empty())
    settings.set("FREQUENCIES", rope.frequencies);
  settings.set("PAIRS", rope.dims / 2);
  settings.set("FACTOR", rope.factor);
  settings.set("FIRST", rope.first);
  settings.set("RANGE", rope.range);
}

std::string Decoder::finish(StringRef stack, StringRef last, StringRef blocks) {
  settings.set("STACK", settings.instantiate(stack));
  settings.set("LAST", last);
  settings.set("LAYER_BLOCKS", blocks);
  return settings.instantiate(kDecoderTemplate);
}

/// One application of a layer, or several of it.
static std::string call(StringRef op, const LayerKind &kind, StringRef scope,
                        int64_t from, int64_t to) {
  return formatv("  %{0} = nn.{1} @layer{2} \"blk.{3}\" (%{4}, "
                 "%positions{5})\n"
                 "      : (tensor<?x?x${{WIDTH}xf32>, tensor<?xi64>{6}) -> "
                 "tensor<?x?x${{WIDTH}xf32>",
                 to, op, kind.suffix, scope, from,
                 hasOperand(kind) ? ", %factors" : "",
                 hasOperand(kind) ? ", tensor<${PAIRS}xf32>" : "");
}

std::string Decoder::uniform(const LayerKind &kind) {
  std::string blocks = layerBlocks(kind);
  return finish(call("repeat ${LAYERS} x", kind, "{}", 0, 1), "1", blocks);
}

std::string Decoder::alternating(const LayerKind &first, const LayerKind &last,
                                 int64_t period) {
  std::string blocks = layerBlocks(first) + layerBlocks(last);
  SmallVector<std::string> calls;
  for (int64_t i = 0; i < layers; ++i)
    calls.push_back(call("apply", (i + 1) % period == 0 ? last : first,
                         std::to_string(i), i, i + 1));
  return finish(join(calls, "\n"), std::to_string(layers), blocks);
}

} // namespace tenfold::gguf
