//===- Tokenizer.cpp - text to ids and back -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Tokenizer.h"

#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Pipeline.h"
#include "lib/Tokenizer/Utf8.h"

using namespace llvm;
using namespace tenfold;
using namespace tenfold::tokenizer;

/// Text between added tokens that are found in raw text.
Error Tokenizer::encodeNormalized(StringRef raw, bool first, bool parseSpecial,
                                  std::vector<int32_t> &ids) const {
  std::string text = raw.str();
  if (Error error = parts->normalize(text))
    return error;
  auto model = [&](Piece word) -> Error {
    return word.text.empty() ? Error::success()
                             : parts->model->tokenize(word.text, ids);
  };
  return parts->added.split(
      text, /*normalized=*/true, parseSpecial,
      [&](StringRef part, size_t begin, const AddedToken *token) -> Error {
        if (!token)
          return runSplitters(parts->splitters, {part, first && begin == 0},
                              model);
        ids.push_back(token->id);
        return Error::success();
      });
}

Expected<std::vector<int32_t>>
Tokenizer::encode(StringRef bytes, bool addSpecial, bool parseSpecial) const {
  std::string lossy;
  if (!isUtf8(bytes)) {
    lossy = lossyUtf8(bytes);
    bytes = lossy;
  }
  std::vector<int32_t> ids;
  if (addSpecial)
    ids = parts->before;
  Error error = parts->added.split(
      bytes, /*normalized=*/false, parseSpecial,
      [&](StringRef part, size_t begin, const AddedToken *token) -> Error {
        if (!token)
          return encodeNormalized(part, begin == 0, parseSpecial, ids);
        ids.push_back(token->id);
        return Error::success();
      });
  if (error)
    return std::move(error);
  if (addSpecial)
    ids.insert(ids.end(), parts->after.begin(), parts->after.end());
  return ids;
}

Expected<std::string> Tokenizer::decode(ArrayRef<int32_t> ids,
                                        bool skipSpecial) const {
  StreamDecoder stream(*this, skipSpecial);
  std::string text;
  for (int32_t id : ids) {
    Expected<std::string> part = stream.push(id);
    if (!part)
      return part.takeError();
    text += *part;
  }
  return text + stream.finish();
}

int32_t Tokenizer::size() const {
  return static_cast<int32_t>(parts->tokens.size());
}

StringRef Tokenizer::token(int32_t id) const {
  return id >= 0 && id < size() ? parts->tokens[id] : StringRef();
}

std::optional<int32_t> Tokenizer::find(StringRef token) const {
  auto entry = parts->ids.find(token);
  if (entry == parts->ids.end())
    return std::nullopt;
  return entry->second;
}

bool Tokenizer::isSpecial(int32_t id) const {
  return id >= 0 && id < size() && parts->kinds[id] == Pipeline::Special;
}

std::optional<int32_t> Tokenizer::bos() const { return parts->bos; }

std::optional<int32_t> Tokenizer::eos() const { return parts->eos; }

ArrayRef<int32_t> Tokenizer::stopTokens() const { return parts->stopTokens; }

StringRef Tokenizer::chatTemplate() const { return parts->chatTemplate; }

Error Tokenizer::checkId(int32_t id) const {
  if (id >= 0 && id < size())
    return Error::success();
  return error("expected token ids in [0, " + Twine(size()) + "), got " +
               Twine(id));
}

StreamDecoder::StreamDecoder(Tokenizer of, bool skipSpecial,
                             std::optional<int32_t> after)
    : tokenizer(std::move(of)), skipSpecial(skipSpecial) {
  if (after && *after >= 0 && *after < tokenizer.size())
    previous = &tokenizer.parts->tokens[*after];
}

Expected<std::string> StreamDecoder::push(int32_t id) {
  if (Error error = tokenizer.checkId(id))
    return std::move(error);
  const std::string &token = tokenizer.parts->tokens[id];
  if (token.empty() || (skipSpecial && tokenizer.isSpecial(id)))
    return std::string();
  std::string bytes = token;
  DecodeContext context{previous,
                        tokenizer.parts->kinds[id] != Pipeline::OfModel};
  for (const DecodeStep &step : tokenizer.parts->decoders)
    if (Error error = step(bytes, context))
      return std::move(error);
  previous = &token;
  pending += bytes;
  // What may still become a character is at most the last three bytes.
  size_t cut = pending.size();
  for (size_t at = cut - std::min<size_t>(cut, 3); at < pending.size();)
    if (Character c = decodeUtf8(pending, at); c.cut) {
      cut = at;
      break;
    } else {
      at += c.length;
    }
  std::string text = lossyUtf8(StringRef(pending).take_front(cut));
  pending.erase(0, cut);
  return text;
}

std::string StreamDecoder::finish() {
  previous = nullptr;
  return lossyUtf8(std::exchange(pending, ""));
}
