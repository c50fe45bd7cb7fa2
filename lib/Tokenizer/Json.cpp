//===- Json.cpp - checked members of JSON objects -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Json.h"

#include "lib/Tokenizer/Utf8.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

constexpr int kMaxDepth = 64; // of real files: 7

/// Depth of brackets outside of strings; malformed text is left to the parser.
bool isShallow(StringRef text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] == '"')
      for (++i; i < text.size() && text[i] != '"'; ++i)
        i += text[i] == '\\';
    else if (text[i] == '[' || text[i] == '{') {
      if (++depth > kMaxDepth)
        return false;
    } else if (text[i] == ']' || text[i] == '}')
      --depth;
  return true;
}

/// The code unit of an escape \uXXXX at a place, or nothing.
std::optional<unsigned> escapedUnit(StringRef text, size_t at) {
  unsigned unit = 0;
  StringRef escape = text.substr(at, 6);
  if (escape.size() < 6 || !escape.consume_front("\\u") ||
      escape.getAsInteger(16, unit))
    return std::nullopt;
  return unit;
}

/// Writes pairs of surrogates as the characters that they are: llvm::json
/// (22.1) gets those from U+20000 on wrong.
std::string resolveSurrogates(StringRef text) {
  std::string resolved;
  resolved.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    size_t escape = std::min(text.find('\\', at), text.size());
    resolved += text.slice(at, escape);
    std::optional<unsigned> high = escapedUnit(text, escape),
                            low = escapedUnit(text, escape + 6);
    bool isPair = high && low && *high >> 10 == 0x36 && *low >> 10 == 0x37;
    at = escape + (isPair ? 12 : 2);
    if (isPair)
      appendUtf8(resolved, 0x10000 + ((*high & 0x3ff) << 10 | (*low & 0x3ff)));
    else
      resolved += text.slice(escape, at);
  }
  return resolved;
}

StringRef kindOf(const json::Value *value) {
  if (!value)
    return "none";
  switch (value->kind()) {
  case json::Value::Null:
    return "null";
  case json::Value::Boolean:
    return "a boolean";
  case json::Value::Number:
    return "a number";
  case json::Value::String:
    return "a string";
  case json::Value::Array:
    return "an array";
  case json::Value::Object:
    return "an object";
  }
  llvm_unreachable("a kind of JSON value");
}

} // namespace

Error error(const Twine &message) { return createStringError(message.str()); }

Expected<json::Value> parseJson(StringRef text) {
  if (!isShallow(text))
    return error("expected JSON of depth " + Twine(kMaxDepth) +
                 " at most, got more");
  bool hasSurrogates = text.contains_insensitive("\\ud8") ||
                       text.contains_insensitive("\\ud9") ||
                       text.contains_insensitive("\\uda") ||
                       text.contains_insensitive("\\udb");
  Expected<json::Value> value =
      hasSurrogates ? json::parse(resolveSurrogates(text)) : json::parse(text);
  if (!value)
    return error("expected JSON, got text that does not parse: " +
                 toString(value.takeError()));
  return value;
}

Members::Members(const json::Value *value, std::string at, std::string &failure)
    : path(std::move(at)), failure(failure) {
  if (value)
    fields = value->getAsObject();
  if (!fields)
    fail("", "expected an object, got " + kindOf(value));
}

const json::Value *Members::find(StringRef name) const {
  const json::Value *value = fields ? fields->get(name) : nullptr;
  return value && value->kind() != json::Value::Null ? value : nullptr;
}

bool Members::has(StringRef name) const { return find(name); }

void Members::fail(StringRef name, const Twine &message) const {
  if (failed())
    return;
  failure = path + (path.empty() || name.empty() ? "" : ".") + name.str();
  failure += (failure.empty() ? "" : ": ") + message.str();
}

void Members::expected(StringRef name, StringRef what) const {
  fail(name, "expected " + what + ", got " + kindOf(find(name)));
}

StringRef Members::string(StringRef name) const {
  const json::Value *value = find(name);
  if (value)
    if (std::optional<StringRef> text = value->getAsString())
      return *text;
  expected(name, "a string");
  return "";
}

StringRef Members::string(StringRef name, StringRef otherwise) const {
  return has(name) ? string(name) : otherwise;
}

bool Members::boolean(StringRef name, bool otherwise) const {
  const json::Value *value = find(name);
  if (!value)
    return otherwise;
  if (std::optional<bool> flag = value->getAsBoolean())
    return *flag;
  expected(name, "a boolean");
  return otherwise;
}

int64_t Members::integer(StringRef name, int64_t lo, int64_t hi) const {
  const json::Value *value = find(name);
  std::optional<int64_t> number = value ? value->getAsInteger() : std::nullopt;
  if (number && *number >= lo && *number <= hi)
    return *number;
  fail(name, "expected an integer from " + Twine(lo) + " to " + Twine(hi) +
                 ", got " +
                 (number ? std::to_string(*number) : kindOf(value).str()));
  return lo;
}

int64_t Members::integer(StringRef name, int64_t lo, int64_t hi,
                         int64_t otherwise) const {
  return has(name) ? integer(name, lo, hi) : otherwise;
}

const json::Array *Members::array(StringRef name) const {
  const json::Value *value = find(name);
  const json::Array *elements = value ? value->getAsArray() : nullptr;
  if (!elements)
    expected(name, "an array");
  return elements;
}

const json::Object *Members::object(StringRef name) const {
  const json::Value *value = find(name);
  const json::Object *inner = value ? value->getAsObject() : nullptr;
  if (!inner)
    expected(name, "an object");
  return inner;
}

Members Members::member(StringRef name) const {
  return Members(find(name), path + (path.empty() ? "" : ".") + name.str(),
                 failure);
}

std::vector<Members> Members::members(StringRef name) const {
  std::vector<Members> result;
  if (const json::Array *elements = array(name))
    for (size_t i = 0; i < elements->size(); ++i)
      result.emplace_back(
          &(*elements)[i],
          (path + (path.empty() ? "" : ".") + name + "[" + Twine(i) + "]")
              .str(),
          failure);
  return result;
}

} // namespace tenfold::tokenizer
