//===- Pipeline.cpp - the parts of a tokenizer ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Pipeline.h"

#include "lib/Tokenizer/Json.h"

using namespace llvm;

namespace tenfold::tokenizer {

void Pipeline::addVocabulary(const Vocabulary &vocabulary) {
  tokens = vocabulary.tokens().vec();
  kinds.resize(tokens.size());
  for (auto [id, token] : enumerate(tokens))
    if (!token.empty())
      ids.try_emplace(token, static_cast<int32_t>(id));
}

Error Pipeline::addToken(AddedToken token) {
  if (token.content.empty())
    return Error::success();
  auto id = static_cast<size_t>(token.id);
  if (id >= tokens.size()) {
    tokens.resize(id + 1);
    kinds.resize(id + 1);
  }
  ids[token.content] = token.id;
  std::string pattern = token.content;
  if (token.normalized)
    if (Error error = normalize(pattern))
      return error;
  tokens[id] = pattern;
  kinds[id] = token.special ? Special : Added;
  return added.add(std::move(token), pattern);
}

Error Pipeline::normalize(std::string &text) const {
  for (const Normalizer &normalizer : normalizers)
    if (Error error = normalizer(text))
      return error;
  return Error::success();
}

} // namespace tenfold::tokenizer
