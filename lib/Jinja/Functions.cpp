//===- Functions.cpp - tests, methods and functions of templates ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Evaluator.h"
#include "lib/Jinja/Strings.h"
#include "lib/Tokenizer/Unicode.h"

#include "llvm/ADT/StringSwitch.h"

#include <ctime>

using namespace llvm;

namespace tenfold::jinja {
namespace {

constexpr int64_t kMaxRange = 100'000; // of Jinja's sandbox

bool startsWithAny(StringRef text, const Value &what, bool atEnd) {
  auto matches = [&](const Value &part) {
    return part.string() && (atEnd ? text.ends_with(*part.string())
                                   : text.starts_with(*part.string()));
  };
  if (const List *parts = what.list())
    return llvm::any_of(*parts, matches);
  return matches(what);
}

/// Tests of the kind of a value: nothing for another test.
std::optional<bool> testKind(StringRef name, const Value &value) {
  bool isSequence = value.list() || value.string() || value.dict();
  return StringSwitch<std::optional<bool>>(name)
      .Case("defined", !value.isUndefined())
      .Case("undefined", value.isUndefined())
      .Case("none", value.isNone())
      .Case("string", value.isString())
      .Case("boolean", value.is<bool>())
      .Case("integer", value.is<int64_t>())
      .Case("float", value.is<double>())
      .Case("number", value.isNumber())
      .Case("mapping", value.dict() != nullptr)
      .Case("sequence", isSequence)
      .Case("iterable", isSequence || value.isUndefined())
      .Case("callable", value.macro() || value.function())
      .Case("true", value.is<bool>() && value.truth())
      .Case("false", value.is<bool>() && !value.truth())
      .Default(std::nullopt);
}

Value splitText(Evaluator &e, const std::string &text,
                const CallArguments &arguments) {
  Value separator = arguments.get(0, "sep", None{});
  int64_t limit = arguments.get(1, "maxsplit").integer().value_or(-1);
  if (separator.string() && separator.string()->empty()) {
    e.fail("expected a separator to split at, got an empty string");
    return {};
  }
  if (separator.string())
    e.spend(text.size() * (separator.string()->size() / 64));
  if (e.failed())
    return {};
  List parts;
  for (StringRef part :
       split(text, separator.string(), std::clamp<int64_t>(limit, -1, 1 << 30)))
    parts.push_back(part);
  return e.list(std::move(parts));
}

Value replaceText(Evaluator &e, const std::string &text,
                  const CallArguments &arguments) {
  Value what = arguments.get(0, "old"), with = arguments.get(1, "new");
  int64_t limit = arguments.get(2, "count").integer().value_or(-1);
  if (!what.string() || !with.string() || what.string()->empty()) {
    e.fail("expected strings to replace and to put there");
    return {};
  }
  e.spend(text.size() * (1 + what.string()->size() / 64));
  size_t most = text.size() / what.string()->size();
  e.spend(most * with.string()->size() / 64);
  if (e.failed())
    return {};
  size_t count = StringRef(text).count(*what.string());
  e.spend(count * with.string()->size());
  return e.failed()
             ? Value()
             : Value(replace(text, *what.string(), *with.string(), limit));
}

/// Methods of strings: nothing for another name.
std::optional<Value> stringMethod(Evaluator &e, const std::string &text,
                                  StringRef name,
                                  const CallArguments &arguments) {
  Value first = arguments.get(0);
  e.spend(text.size());
  if (name == "strip" || name == "lstrip" || name == "rstrip")
    return e.text(
        strip(text, first.string(), name != "rstrip", name != "lstrip").str());
  if (name == "startswith" || name == "endswith")
    return startsWithAny(text, first, name == "endswith");
  if (name == "split")
    return splitText(e, text, arguments);
  if (name == "replace")
    return replaceText(e, text, arguments);
  if (name == "join")
    return e.applyFilter("join", first, {{Value(text)}, {}});
  if (name == "upper" || name == "lower" || name == "title" ||
      name == "capitalize")
    return e.applyFilter(name, text, {});
  if (name == "find" && first.string()) {
    bool found = e.contains(text, first);
    size_t at = found ? StringRef(text).find(*first.string()) : 0;
    return found ? Value(charactersOf(StringRef(text).take_front(at)).size())
                 : Value(int64_t(-1));
  }
  return std::nullopt;
}

std::optional<Value> dictMethod(Evaluator &e, const Dict &members,
                                StringRef name,
                                const CallArguments &arguments) {
  List result;
  if (name == "get") {
    Value key = arguments.get(0);
    const Value *found = key.string() ? find(members, *key.string()) : nullptr;
    return found ? *found : arguments.get(1, "default", None{});
  }
  if (name != "items" && name != "keys" && name != "values")
    return std::nullopt;
  for (const auto &[key, value] : members)
    result.push_back(name == "items"  ? Value(List{key, value})
                     : name == "keys" ? Value(key)
                                      : value);
  return e.list(std::move(result));
}

Value range(Evaluator &e, const CallArguments &arguments) {
  int64_t bounds[3] = {0, 0, 1};
  size_t count = arguments.values.size();
  for (size_t i = 0; i < count && i < 3; ++i) {
    std::optional<int64_t> bound = arguments.values[i].integer();
    if (!bound || std::abs(*bound) > kMaxRange)
      e.fail("expected integers of at most " + Twine(kMaxRange) +
             " as a range");
    bounds[count == 1 ? 1 : i] = bound.value_or(0);
  }
  if (count == 0 || count > 3 || bounds[2] == 0)
    e.fail("expected one to three integers as a range, the step not 0");
  List numbers;
  auto [at, stop, step] = bounds;
  for (; !e.failed() && (step > 0 ? at < stop : at > stop); at += step)
    numbers.push_back(at);
  return e.list(std::move(numbers));
}

Value now(Evaluator &e, const CallArguments &arguments) {
  std::string format = arguments.get(0).str();
  std::time_t seconds = std::time(nullptr);
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[256];
  if (format.empty() ||
      !std::strftime(text, sizeof(text), format.c_str(), &local))
    e.fail("expected a format of a time, got '" + format + "'");
  return e.failed() ? Value() : Value(text);
}

} // namespace

bool Evaluator::applyTest(StringRef name, const Value &value,
                          const CallArguments &arguments) {
  if (failed())
    return false;
  if (std::optional<bool> answer = testKind(name, value))
    return *answer;
  Value other = arguments.get(0);
  if (name == "equalto" || name == "eq" || name == "ne")
    return compare(name == "ne" ? "!=" : "==", value, other);
  if (name == "in")
    return contains(other, value);
  std::optional<int64_t> number = value.integer();
  if ((name == "even" || name == "odd") && number)
    return (*number % 2 != 0) == (name == "odd");
  if (name == "divisibleby" && number && other.integer().value_or(0) != 0)
    return *number % *other.integer() == 0;
  fail("test '" + name + "' of " + value.kindName() + " is not supported");
  return false;
}

Value Evaluator::callMethod(const Value &value, StringRef name,
                            const CallArguments &arguments) {
  std::optional<Value> result;
  if (const std::string *text = value.string())
    result = stringMethod(*this, *text, name, arguments);
  else if (const Dict *members = value.dict())
    result = dictMethod(*this, *members, name, arguments);
  if (!result)
    fail("method '" + name + "' of " + value.kindName() + " is not supported");
  return result.value_or(Value());
}

Value Evaluator::callFunction(StringRef name, const CallArguments &arguments) {
  if (name == "raise_exception") {
    fail("the template refuses: " + arguments.get(0).str());
    return {};
  }
  if (name == "range")
    return range(*this, arguments);
  if (name == "strftime_now")
    return now(*this, arguments);
  Dict members; // namespace or dict
  for (size_t i = 0; i < arguments.values.size(); ++i)
    if (arguments.names[i].empty() || arguments.values[i].space())
      fail("expected members by name, and no namespaces, in a " + name);
    else
      members.emplace_back(arguments.names[i], arguments.values[i]);
  if (name == "dict")
    return dict(std::move(members));
  return Namespace{std::make_shared<Dict>(std::move(members))};
}

} // namespace tenfold::jinja
