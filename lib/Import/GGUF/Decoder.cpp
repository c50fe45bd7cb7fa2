//===- Decoder.cpp - LLaMA and its relatives ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/GGUF/Decoder.h"

#include <cmath>

using namespace llvm;

namespace tenfold::gguf {

/// All layers are taken to be as the first.
Decoder::Decoder(Hyperparameters &numbers)
    : LanguageModel(numbers, kDecoderTemplate, kHeadsTemplate) {
  numbers.expect(!numbers.optionalCount("expert_count"),
                 "expected a model without experts, got metadata `" +
                     numbers.name() + ".expert_count`");
  auto choose = [&](StringRef name, StringRef tensor, StringRef present,
                    StringRef absent) {
    settings.set(name, numbers.hasTensor(tensor) ? present : absent);
  };
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
  settings.set("TWICE_HIDDEN", 2 * numbers.count("feed_forward_length"));
  settings.set("EPSILON", numbers.real("attention.layer_norm_rms_epsilon"));
  settings.set("ROOT_WIDTH", std::sqrt(double(width)));
}

} // namespace tenfold::gguf
