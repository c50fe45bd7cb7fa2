//===- Vocabulary.cpp - tokens and their ids ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Models.h"
#include "lib/Tokenizer/Utf8.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace tenfold::tokenizer {

Error Vocabulary::add(StringRef token, int64_t id) {
  if (id < 0 || id >= kMaxIds)
    return error("expected the id of token '" + token + "' in [0, " +
                 Twine(kMaxIds) + "), got " + Twine(id));
  if (!isUtf8(token))
    return error("expected tokens in UTF-8, got other bytes in token " +
                 Twine(id));
  if (byId.size() <= static_cast<size_t>(id))
    byId.resize(id + 1);
  if (!ids.try_emplace(token, static_cast<int32_t>(id)).second)
    return error("expected tokens to be unique, got '" + token + "' twice");
  if (!byId[id].empty())
    return error("expected ids to be unique, got " + Twine(id) + " for '" +
                 byId[id] + "' and '" + token + "'");
  byId[id] = token.str();
  return Error::success();
}

std::optional<int32_t> Vocabulary::find(StringRef token) const {
  auto entry = ids.find(token);
  if (entry == ids.end())
    return std::nullopt;
  return entry->second;
}

ByteTokens byteTokens(const Vocabulary &vocabulary) {
  std::array<int32_t, 256> ids{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::string name = "<0x" + utohexstr(byte, false, 2) + ">";
    std::optional<int32_t> id = vocabulary.find(name);
    if (!id)
      return std::nullopt;
    ids[byte] = *id;
  }
  return ids;
}

} // namespace tenfold::tokenizer
