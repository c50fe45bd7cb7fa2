//===- Header.cpp - the JSON of a safetensors file ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// llvm::json keeps the last of equal keys and recurses without bound, so the
// header's text is scanned first: its depth is limited and its members are
// counted, and a parsed header with fewer members had a duplicate.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/Safetensors/Header.h"

using namespace llvm;

namespace tenfold::safetensors {
namespace {

constexpr int kMaxDepth = 3; // header, entry, shape

/// Number of members of all objects in a JSON text that is shallow and holds no
/// numbers but naturals.
Expected<size_t> countMembers(StringRef text) {
  int depth = 0;
  size_t members = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
    case '"':
      for (++i; i < text.size() && text[i] != '"'; ++i)
        i += text[i] == '\\';
      break;
    case '{':
    case '[':
      if (++depth > kMaxDepth)
        return error("expected a header of depth {0} at most, got more",
                     kMaxDepth);
      break;
    case '}':
    case ']':
      --depth;
      break;
    case ':':
      ++members;
      break;
    case '.':
    case '-':
    case '+':
    case 'e':
    case 'E':
      return error(
          "expected natural numbers and strings in the header, got `{0}`",
          text[i]);
    default:
      break;
    }
  }
  return members;
}

size_t countMembers(const json::Object &object) {
  size_t members = object.size();
  for (const auto &[key, value] : object)
    if (const json::Object *inner = value.getAsObject())
      members += countMembers(*inner);
  return members;
}

} // namespace

Expected<json::Object> parseHeader(StringRef text) {
  if (!text.starts_with("{"))
    return error("expected a header that begins with an opening brace");
  Expected<size_t> members = countMembers(text);
  if (!members)
    return members.takeError();
  Expected<json::Value> value = json::parse(text);
  if (!value) {
    consumeError(value.takeError());
    return error("expected a header in JSON, got text that does not parse");
  }
  json::Object *object = value->getAsObject();
  if (!object)
    return error("expected a JSON object as header");
  if (countMembers(*object) != *members)
    return error("expected names to be unique in the header, got a duplicate");
  return std::move(*object);
}

} // namespace tenfold::safetensors
