//===- AddedTokens.cpp - tokens found before all else ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/AddedTokens.h"

#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Unicode.h"
#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

/// Bytes: the search takes the product of this and the text's length at worst.
constexpr size_t kMaxLength = 512;

/// Begin of the last character before `at`, which is above 0.
size_t before(StringRef text, size_t at) {
  do
    --at;
  while (at > 0 && (text[at] & 0xc0) == 0x80);
  return at;
}

char32_t characterAt(StringRef text, size_t at) {
  return decodeUtf8(text, at).code;
}

bool isSingleWord(StringRef text, size_t begin, size_t end) {
  return (begin == 0 ||
          !isWordCharacter(characterAt(text, before(text, begin)))) &&
         (end == text.size() || !isWordCharacter(characterAt(text, end)));
}

size_t skipSpacesBack(StringRef text, size_t floor, size_t at) {
  while (at > floor && isWhitespace(characterAt(text, before(text, at))))
    at = before(text, at);
  return at;
}

size_t skipSpaces(StringRef text, size_t at) {
  while (at < text.size() && isWhitespace(characterAt(text, at)))
    at += decodeUtf8(text, at).length;
  return at;
}

} // namespace

Error AddedTokens::add(AddedToken token, StringRef pattern) {
  if (pattern.size() > kMaxLength)
    return error("expected added tokens of at most " + Twine(kMaxLength) +
                 " bytes, got one of " + Twine(pattern.size()));
  if (!pattern.empty())
    (token.normalized ? normal : raw)
        .insert(pattern, static_cast<int32_t>(added.size()));
  added.push_back(std::move(token));
  return Error::success();
}

Error AddedTokens::split(
    StringRef text, bool normalized, bool special,
    function_ref<Error(StringRef, size_t, const AddedToken *)> visit) const {
  const Trie &trie = normalized ? normal : raw;
  size_t done = 0;
  for (size_t at = 0; at < text.size();) {
    size_t begin = at++, end = begin;
    const AddedToken *token = nullptr;
    trie.prefixes(text, begin, [&](size_t to, int32_t index) {
      end = to;
      token = &added[index];
    });
    if (!token)
      continue;
    at = end;
    if ((token->special && !special) ||
        (token->singleWord && !isSingleWord(text, begin, end)))
      continue;
    if (token->lstrip)
      begin = skipSpacesBack(text, done, begin);
    if (token->rstrip)
      at = end = skipSpaces(text, end);
    if (done < begin)
      if (Error error = visit(text.slice(done, begin), done, nullptr))
        return error;
    if (Error error = visit(text.slice(begin, end), begin, token))
      return error;
    done = end;
  }
  if (done < text.size())
    return visit(text.drop_front(done), done, nullptr);
  return Error::success();
}

} // namespace tenfold::tokenizer
