//===- Filters.cpp - filters of templates ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Evaluator.h"
#include "lib/Jinja/Strings.h"
#include "lib/Tokenizer/Unicode.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace llvm;

namespace tenfold::jinja {
namespace {

using Arguments = CallArguments;
using Apply = Value (*)(Evaluator &, const Value &, const Arguments &);

struct Filter {
  StringLiteral name;
  Apply apply;
};

Value length(Evaluator &e, const Value &value, const Arguments &) {
  if (const List *items = value.list())
    return items->size();
  if (const Dict *members = value.dict())
    return members->size();
  if (value.string())
    return e.items(value).size();
  if (!value.isUndefined())
    e.fail("expected a list, a dict or a string to have a length, got " +
           value.kindName());
  return size_t(0);
}

Value trim(Evaluator &e, const Value &value, const Arguments &arguments) {
  Value which = arguments.get(0, "chars");
  std::string text = value.str();
  e.spend(text.size());
  return e.text(strip(text, which.string(), true, true).str());
}

Value upper(Evaluator &e, const Value &value, const Arguments &) {
  return e.text(tokenizer::toUpper(value.str()));
}

Value lower(Evaluator &e, const Value &value, const Arguments &) {
  return e.text(tokenizer::toLower(value.str()));
}

Value title(Evaluator &e, const Value &value, const Arguments &) {
  return e.text(capitalize(value.str(), /*everyWord=*/true));
}

Value capital(Evaluator &e, const Value &value, const Arguments &) {
  return e.text(capitalize(value.str(), /*everyWord=*/false));
}

Value replaced(Evaluator &e, const Value &value, const Arguments &arguments) {
  return e.callMethod(value.str(), "replace", arguments);
}

Value toJson(Evaluator &e, const Value &value, const Arguments &arguments) {
  int64_t indent = arguments.get(0, "indent").integer().value_or(-1);
  if (value.isUndefined() || indent > 16)
    e.fail("expected a value, and an indent of 16 at most, for tojson");
  e.spend(value.size() * (indent > 0 ? Value::kMaxDepth : 1));
  return e.failed() ? Value() : e.text(value.json(indent));
}

Value orElse(Evaluator &, const Value &value, const Arguments &arguments) {
  bool absent = arguments.get(1, "boolean").truth() ? !value.truth()
                                                    : value.isUndefined();
  return absent ? arguments.get(0, "default_value", "") : value;
}

Value joined(Evaluator &e, const Value &value, const Arguments &arguments) {
  std::string separator = arguments.get(0, "d", "").str();
  Value member = arguments.get(1, "attribute");
  std::vector<std::string> parts;
  for (const Value &item : e.items(value)) {
    Value part = member.string() ? e.attribute(item, *member.string()) : item;
    e.spend(part.size() + separator.size());
    if (e.failed())
      return {};
    parts.push_back(part.str());
  }
  return llvm::join(parts, separator);
}

Value first(Evaluator &e, const Value &value, const Arguments &) {
  List items = e.items(value);
  return items.empty() ? Value() : items.front();
}

Value last(Evaluator &e, const Value &value, const Arguments &) {
  List items = e.items(value);
  return items.empty() ? Value() : items.back();
}

Value reversed(Evaluator &e, const Value &value, const Arguments &) {
  List items = e.items(value);
  std::reverse(items.begin(), items.end());
  if (!value.string())
    return e.list(std::move(items));
  std::string text;
  for (const Value &character : items)
    text += *character.string();
  return e.text(std::move(text));
}

Value toList(Evaluator &e, const Value &value, const Arguments &) {
  return e.list(e.items(value));
}

Value pairs(Evaluator &e, const Value &value, const Arguments &) {
  if (value.isUndefined())
    return e.list({});
  return e.callMethod(value, "items", {});
}

Value toString(Evaluator &e, const Value &value, const Arguments &) {
  e.spend(value.size());
  return e.failed() ? Value() : e.text(value.str());
}

Value toInteger(Evaluator &, const Value &value, const Arguments &arguments) {
  int64_t number = 0;
  if (std::optional<int64_t> integer = value.integer())
    return *integer;
  if (std::optional<double> real = value.number();
      real && std::fabs(*real) < 9e18)
    return static_cast<int64_t>(*real);
  if (value.string() &&
      !StringRef(*value.string()).trim().getAsInteger(10, number))
    return number;
  return arguments.get(0, "default", Value(int64_t(0)));
}

Value toFloat(Evaluator &, const Value &value, const Arguments &arguments) {
  double number = 0;
  if (std::optional<double> real = value.number())
    return *real;
  if (value.string() && !StringRef(*value.string()).trim().getAsDouble(number))
    return number;
  return arguments.get(0, "default", Value(0.0));
}

Value absolute(Evaluator &e, const Value &value, const Arguments &) {
  bool negative = value.number().value_or(0) < 0;
  return e.binary(negative ? "-" : "+", Value(int64_t(0)), value);
}

/// Lines after the first by four spaces, or as many as told; empty lines not.
Value indented(Evaluator &e, const Value &value, const Arguments &arguments) {
  Value width = arguments.get(0, "width", Value(int64_t(4)));
  bool firstToo = arguments.get(1, "first").truth();
  bool blanksToo = arguments.get(2, "blank").truth();
  std::string text = value.str(), shift;
  if (width.string())
    shift = *width.string();
  else
    shift.assign(std::clamp<int64_t>(width.integer().value_or(0), 0, 64), ' ');
  SmallVector<StringRef> lines;
  StringRef(text).split(lines, '\n');
  e.spend(text.size() + lines.size() * shift.size());
  std::string result;
  for (size_t i = 0; i < lines.size() && !e.failed(); ++i) {
    bool shifts = i == 0 ? firstToo : blanksToo || !lines[i].empty();
    result += i ? "\n" : "";
    result += shifts ? shift : "";
    result += lines[i];
  }
  return result;
}

/// map("filter", arguments...) or map(attribute="name").
Value mapped(Evaluator &e, const Value &value, const Arguments &arguments) {
  Value member = arguments.get(SIZE_MAX, "attribute");
  Value name = arguments.get(0);
  if (!member.string() && !name.string())
    e.fail("expected a filter or an attribute to map");
  Arguments others = arguments;
  if (name.string())
    others.values.erase(others.values.begin());
  if (name.string() && !others.names.empty())
    others.names.erase(others.names.begin());
  List result;
  for (const Value &item : e.items(value)) {
    if (e.failed())
      break;
    result.push_back(member.string()
                         ? e.attribute(item, *member.string())
                         : e.applyFilter(*name.string(), item, others));
  }
  return e.list(std::move(result));
}

/// Those items, or of which that attribute, a test holds; without a test those
/// that are true.
Value selected(Evaluator &e, const Value &value, const Arguments &arguments,
               bool byAttribute, bool wanted) {
  Arguments others = arguments;
  auto shift = [&] {
    Value front = others.get(0);
    if (!others.values.empty())
      others.values.erase(others.values.begin());
    if (!others.names.empty())
      others.names.erase(others.names.begin());
    return front;
  };
  Value member = byAttribute ? shift() : Value();
  Value test = shift();
  if (byAttribute && !member.string())
    e.fail("expected the name of an attribute to select by");
  List result;
  for (const Value &item : e.items(value)) {
    if (e.failed())
      break;
    Value tested = byAttribute ? e.attribute(item, *member.string()) : item;
    bool holds = test.string() ? e.applyTest(*test.string(), tested, others)
                               : tested.truth();
    if (holds == wanted)
      result.push_back(item);
  }
  return e.list(std::move(result));
}

template <bool ByAttribute, bool Wanted>
Value select(Evaluator &e, const Value &value, const Arguments &arguments) {
  return selected(e, value, arguments, ByAttribute, Wanted);
}

constexpr Filter kFilters[] = {
    {"length", length},
    {"count", length},
    {"trim", trim},
    {"upper", upper},
    {"lower", lower},
    {"title", title},
    {"capitalize", capital},
    {"replace", replaced},
    {"tojson", toJson},
    {"default", orElse},
    {"d", orElse},
    {"join", joined},
    {"first", first},
    {"last", last},
    {"reverse", reversed},
    {"list", toList},
    {"items", pairs},
    {"string", toString},
    {"safe", toString},
    {"int", toInteger},
    {"float", toFloat},
    {"abs", absolute},
    {"indent", indented},
    {"map", mapped},
    {"select", select<false, true>},
    {"reject", select<false, false>},
    {"selectattr", select<true, true>},
    {"rejectattr", select<true, false>},
};

} // namespace

Value Evaluator::applyFilter(StringRef name, const Value &value,
                             const CallArguments &arguments) {
  if (failed())
    return {};
  spend(32);
  for (const Filter &filter : kFilters)
    if (filter.name == name)
      return filter.apply(*this, value, arguments);
  fail("filter '" + name + "' is not supported");
  return {};
}

} // namespace tenfold::jinja
