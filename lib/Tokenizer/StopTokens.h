// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOKENIZER_STOPTOKENS_H
#define TENFOLD_TOKENIZER_STOPTOKENS_H

#include "lib/Tokenizer/Pipeline.h"

namespace tenfold::tokenizer {

/// Adds the special tokens that families of models end a turn or a text with,
/// by their names: files often name only one of them, or none.
inline void addStopTokensByName(Pipeline &pipeline) {
  constexpr llvm::StringLiteral kNames[] = {
      "<|im_end|>",      "<|eot_id|>", "<|eom_id|>", "<end_of_turn>",
      "<|end_of_text|>", "<|end|>",    "</s>",       "<|endoftext|>",
      "<|end_of_turn|>", "<eos>",      "<|eot|>",    "<|return|>"};
  for (llvm::StringRef name : kNames)
    if (auto entry = pipeline.ids.find(name); entry != pipeline.ids.end())
      if (pipeline.kinds[entry->second] == Pipeline::Special &&
          !llvm::is_contained(pipeline.stopTokens, entry->second))
        pipeline.stopTokens.push_back(entry->second);
}

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_STOPTOKENS_H
