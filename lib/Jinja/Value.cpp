//===- Value.cpp - values of templates ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Value.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <charconv>
#include <cmath>

using namespace llvm;

namespace tenfold::jinja {
namespace {

template <typename T, typename Storage> const T *pointee(const Storage &from) {
  const auto *pointer = std::get_if<std::shared_ptr<const T>>(&from);
  return pointer ? pointer->get() : nullptr;
}

/// The shortest digits that give the number back; an exponent from 1e16 on and
/// below 1e-4, as Python.
std::string spell(double number) {
  if (!std::isfinite(number))
    return std::isnan(number) ? "nan" : number < 0 ? "-inf" : "inf";
  double size = std::fabs(number);
  bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  char digits[64];
  auto end = std::to_chars(digits, digits + sizeof(digits), number,
                           plain ? std::chars_format::fixed
                                 : std::chars_format::scientific);
  std::string text(digits, end.ptr);
  return plain && !StringRef(text).contains('.') ? text + ".0" : text;
}

/// In single quotes, in double ones when it has single ones alone.
std::string quote(StringRef text) {
  char mark = text.contains('\'') && !text.contains('"') ? '"' : '\'';
  std::string quoted(1, mark);
  for (char c : text)
    if (c == '\n')
      quoted += "\\n";
    else if (c == '\t')
      quoted += "\\t";
    else if (c == '\r')
      quoted += "\\r";
    else if (c == '\\' || c == mark)
      quoted += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      quoted += "\\x" + utohexstr(static_cast<unsigned char>(c), true, 2);
    else
      quoted += c;
  return quoted + mark;
}

std::string jsonQuote(StringRef text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') {
      quoted += c;
      continue;
    }
    constexpr StringLiteral kNamed = "\"\\\b\f\n\r\t", kNames = "\"\\bfnrt";
    size_t at = kNamed.find(c);
    if (at != StringRef::npos)
      quoted += {'\\', kNames[at]};
    else
      quoted += "\\u" + utohexstr(static_cast<unsigned char>(c), true, 4);
  }
  return quoted + "\"";
}

std::string joined(StringRef open, ArrayRef<std::string> parts,
                   StringRef close) {
  return (open + llvm::join(parts, ", ") + close).str();
}

} // namespace

void Value::contain(const Value &part) {
  levels = std::max(levels, part.levels + 1);
  weight = SaturatingAdd(weight, part.weight);
}

Value::Value(List items) : levels(1) {
  for (const Value &item : items)
    contain(item);
  storage = std::make_shared<const List>(std::move(items));
}

Value::Value(Dict members) : levels(1) {
  for (const auto &[key, value] : members) {
    contain(value);
    weight = SaturatingAdd(weight, key.size());
  }
  storage = std::make_shared<const Dict>(std::move(members));
}

Value Value::fromJson(const json::Value &json) {
  if (const json::Array *array = json.getAsArray()) {
    List items;
    for (const json::Value &item : *array)
      items.push_back(fromJson(item));
    return items;
  }
  if (const json::Object *object = json.getAsObject()) {
    Dict members;
    for (const auto &[key, value] : *object)
      members.emplace_back(key.str(), fromJson(value));
    llvm::sort(members, llvm::less_first());
    return members;
  }
  if (std::optional<StringRef> text = json.getAsString())
    return *text;
  if (std::optional<bool> flag = json.getAsBoolean())
    return *flag;
  if (std::optional<int64_t> number = json.getAsInteger())
    return *number;
  if (std::optional<double> number = json.getAsNumber())
    return *number;
  return None{};
}

const std::string *Value::string() const {
  return pointee<std::string>(storage);
}
const List *Value::list() const { return pointee<List>(storage); }
const Dict *Value::dict() const { return pointee<Dict>(storage); }
Dict *Value::space() const {
  const auto *space = std::get_if<Namespace>(&storage);
  return space ? space->members.get() : nullptr;
}
const Macro *Value::macro() const {
  const auto *macro = std::get_if<const Macro *>(&storage);
  return macro ? *macro : nullptr;
}

std::optional<int64_t> Value::integer() const {
  if (const auto *flag = std::get_if<bool>(&storage))
    return *flag;
  if (const auto *number = std::get_if<int64_t>(&storage))
    return *number;
  return std::nullopt;
}

std::optional<double> Value::number() const {
  if (const auto *number = std::get_if<double>(&storage))
    return *number;
  if (std::optional<int64_t> number = integer())
    return static_cast<double>(*number);
  return std::nullopt;
}

StringRef Value::kindName() const {
  constexpr StringLiteral kNames[] = {
      "undefined", "none",   "a boolean",   "an integer", "a float", "a string",
      "a list",    "a dict", "a namespace", "a function", "a macro"};
  return kNames[storage.index()];
}

bool Value::truth() const {
  if (isUndefined() || isNone())
    return false;
  if (std::optional<double> number = this->number())
    return *number != 0;
  if (const std::string *text = string())
    return !text->empty();
  if (const List *items = list())
    return !items->empty();
  if (const Dict *members = dict())
    return !members->empty();
  return true;
}

std::string Value::str() const {
  if (const std::string *text = string())
    return *text;
  return isUndefined() ? "" : repr();
}

std::string Value::repr() const {
  if (const std::string *text = string())
    return quote(*text);
  if (const auto *flag = std::get_if<bool>(&storage))
    return *flag ? "True" : "False";
  if (const auto *number = std::get_if<int64_t>(&storage))
    return std::to_string(*number);
  if (const auto *number = std::get_if<double>(&storage))
    return spell(*number);
  std::vector<std::string> parts;
  if (const List *items = list()) {
    for (const Value &item : *items)
      parts.push_back(item.repr());
    return joined("[", parts, "]");
  }
  if (const Dict *members = dict()) {
    for (const auto &[key, value] : *members)
      parts.push_back(quote(key) + ": " + value.repr());
    return joined("{", parts, "}");
  }
  return isNone() ? "None" : isUndefined() ? "Undefined" : "<callable>";
}

std::string Value::json(int64_t indent, int64_t level) const {
  std::vector<std::string> parts;
  if (const List *items = list())
    for (const Value &item : *items)
      parts.push_back(item.json(indent, level + 1));
  else if (const Dict *members = dict())
    for (const auto &[key, value] : *members)
      parts.push_back(jsonQuote(key) + ": " + value.json(indent, level + 1));
  else if (const std::string *text = string())
    return jsonQuote(*text);
  else if (const auto *flag = std::get_if<bool>(&storage))
    return *flag ? "true" : "false";
  else
    return isNone() ? "null" : str();
  bool isList = list();
  if (parts.empty() || indent < 0)
    return joined(isList ? "[" : "{", parts, isList ? "]" : "}");
  auto newline = [&](int64_t deep) {
    return "\n" + std::string(indent * deep, ' ');
  };
  return (isList ? "[" : "{") + newline(level + 1) +
         llvm::join(parts, "," + newline(level + 1)) + newline(level) +
         (isList ? "]" : "}");
}

bool operator==(const Value &left, const Value &right) {
  if (std::optional<double> a = left.number(), b = right.number(); a && b)
    return left.is<double>() || right.is<double>()
               ? *a == *b
               : left.integer() == right.integer();
  if (left.storage.index() != right.storage.index())
    return false;
  if (left.string())
    return *left.string() == *right.string();
  if (left.list())
    return *left.list() == *right.list();
  if (left.dict())
    return *left.dict() == *right.dict();
  if (left.space())
    return left.space() == right.space();
  return left.isNone() || left.isUndefined();
}

const Value *find(const Dict &dict, StringRef key) {
  for (const auto &[name, value] : dict)
    if (name == key)
      return &value;
  return nullptr;
}

} // namespace tenfold::jinja
