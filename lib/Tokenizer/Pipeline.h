// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The parts of a tokenizer in the order in which they act. Sequences of
/// tokenizer.json are flat here.
#ifndef TENFOLD_TOKENIZER_PIPELINE_H
#define TENFOLD_TOKENIZER_PIPELINE_H

#include "lib/Tokenizer/AddedTokens.h"
#include "lib/Tokenizer/Decoder.h"
#include "lib/Tokenizer/Models.h"
#include "lib/Tokenizer/Splitters.h"

namespace tenfold::tokenizer {

struct Pipeline {
  AddedTokens added;
  std::vector<Normalizer> normalizers;
  std::vector<Splitter> splitters;
  std::unique_ptr<Model> model;
  Ids before, after; ///< what special tokens are put around a text
  std::vector<DecodeStep> decoders;

  std::vector<std::string> tokens; ///< by id, the added ones too
  enum Kind : uint8_t { OfModel, Added, Special };
  std::vector<Kind> kinds; ///< by id
  llvm::StringMap<int32_t> ids;
  std::optional<int32_t> bos, eos;
  Ids stopTokens;
  std::string chatTemplate;

  /// Takes over the tokens of a model, before any added token.
  void addVocabulary(const Vocabulary &vocabulary);
  /// Normalizers come before.
  llvm::Error addToken(AddedToken token);
  llvm::Error normalize(std::string &text) const;
};

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_PIPELINE_H
