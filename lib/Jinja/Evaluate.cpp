//===- Evaluate.cpp - expressions of a template ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Evaluator.h"
#include "lib/Jinja/Strings.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

using namespace llvm;

namespace tenfold::jinja {
namespace {

constexpr size_t kStep = 32;         // see Execute.cpp
constexpr size_t kMaxSize = 1 << 26; // of one value: elements and bytes
constexpr unsigned kMaxCalls = 20;

} // namespace

Value CallArguments::get(size_t place, StringRef name) const {
  if (place < values.size() && (place >= names.size() || names[place].empty()))
    return values[place];
  for (size_t i = 0; i < names.size(); ++i)
    if (!name.empty() && names[i] == name)
      return values[i];
  return Undefined{name.str()};
}

Value CallArguments::get(size_t place, StringRef name,
                         const Value &otherwise) const {
  Value value = get(place, name);
  return value.isUndefined() ? otherwise : value;
}

Value Evaluator::list(List items) {
  spend(items.size() * sizeof(Value));
  Value value(std::move(items));
  if (value.depth() > Value::kMaxDepth || value.size() > kMaxSize)
    fail("expected a list that is less deep or less large");
  return failed() ? Value() : value;
}

Value Evaluator::dict(Dict members) {
  spend(members.size() * sizeof(Dict::value_type));
  Value value(std::move(members));
  if (value.depth() > Value::kMaxDepth || value.size() > kMaxSize)
    fail("expected a dict that is less deep or less large");
  return failed() ? Value() : value;
}

List Evaluator::items(const Value &value) {
  List result;
  if (const List *items = value.list()) {
    result = *items;
  } else if (const Dict *members = value.dict()) {
    for (const auto &[key, member] : *members)
      result.push_back(key);
  } else if (const std::string *string = value.string()) {
    for (StringRef character : charactersOf(*string))
      result.push_back(character);
  } else if (!value.isUndefined()) {
    fail("expected a list, got " + value.kindName());
  }
  spend(result.size() * sizeof(Value));
  return result;
}

Value Evaluator::variable(StringRef name) const {
  for (const Frame &frame : reverse(frames))
    if (auto entry = frame.find(name); entry != frame.end())
      return entry->second;
  return Undefined{name.str()};
}

Value Evaluator::evaluate(const Expr &expr) {
  spend(kStep);
  line = expr.line;
  if (failed())
    return {};
  auto operand = [&](size_t i) { return evaluate(*expr.operands[i]); };
  switch (expr.kind) {
  case Expr::Literal:
    return expr.literal;
  case Expr::Variable:
    return variable(expr.text);
  case Expr::ListOf:
    return listOf(expr);
  case Expr::DictOf:
    return dictOf(expr);
  case Expr::Attribute:
    return attribute(operand(0), expr.text);
  case Expr::Item: {
    Value value = operand(0);
    return item(value, operand(1));
  }
  case Expr::Slice:
    return slice(expr);
  case Expr::Call:
    return call(expr);
  case Expr::Filter: {
    Value value = operand(0);
    return applyFilter(expr.text, value, argumentsOf(expr));
  }
  case Expr::Test: {
    Value value = operand(0);
    return applyTest(expr.text, value, argumentsOf(expr));
  }
  case Expr::Unary:
    return unary(expr);
  case Expr::Binary:
    return chain(expr);
  case Expr::Compare:
    return compare(expr);
  case Expr::Conditional:
    return operand(operand(0).truth() ? 1 : 2);
  }
  llvm_unreachable("a kind of expression");
}

Value Evaluator::listOf(const Expr &expr) {
  List items;
  for (const ExprPtr &operand : expr.operands)
    items.push_back(evaluate(*operand));
  return list(std::move(items));
}

Value Evaluator::dictOf(const Expr &expr) {
  Dict members;
  for (size_t i = 0; i < expr.operands.size(); i += 2) {
    Value key = evaluate(*expr.operands[i]);
    if (!key.string())
      fail("expected strings as keys, got " + key.kindName());
    Value value = evaluate(*expr.operands[i + 1]);
    llvm::erase_if(members,
                   [&](const auto &m) { return m.first == key.str(); });
    members.emplace_back(key.str(), std::move(value));
  }
  return dict(std::move(members));
}

Value Evaluator::attribute(const Value &value, StringRef name) {
  if (value.isUndefined())
    fail("expected a value with '" + name + "', got undefined");
  const Dict *members = value.dict() ? value.dict() : value.space();
  const Value *found = members ? find(*members, name) : nullptr;
  return found ? *found : Value(Undefined{name.str()});
}

Value Evaluator::item(const Value &value, const Value &key) {
  if (value.isUndefined())
    fail("expected a value to subscript, got undefined");
  if (value.dict() && key.string())
    return attribute(value, *key.string());
  std::optional<int64_t> index = key.integer();
  if (!index || !(value.list() || value.string()))
    return Undefined{key.str()};
  List all = value.string() ? items(value) : List();
  const List &items = value.string() ? all : *value.list();
  auto size = static_cast<int64_t>(items.size());
  if (*index < 0)
    *index += size;
  return *index >= 0 && *index < size ? items[*index]
                                      : Value(Undefined{key.str()});
}

/// value[start:stop:step], as Python clips them.
Value Evaluator::slice(const Expr &expr) {
  Value value = evaluate(*expr.operands[0]);
  std::optional<int64_t> bounds[3];
  for (int i = 0; i < 3; ++i)
    if (expr.operands[i + 1]) {
      Value bound = evaluate(*expr.operands[i + 1]);
      bounds[i] = bound.integer();
      if (!bounds[i] && !bound.isNone())
        fail("expected integers as bounds of a slice, got " + bound.kindName());
    }
  if (!value.list() && !value.string())
    fail("expected a list or a string to slice, got " + value.kindName());
  int64_t step = bounds[2].value_or(1);
  if (step == 0)
    fail("expected a step of a slice other than 0");
  if (failed())
    return {};
  List all = items(value), taken;
  auto size = static_cast<int64_t>(all.size());
  int64_t lo = step > 0 ? 0 : -1, hi = step > 0 ? size : size - 1;
  auto clip = [&](std::optional<int64_t> bound, int64_t otherwise) {
    int64_t at = bound.value_or(otherwise);
    return bound ? std::clamp(at < 0 ? at + size : at, lo, hi) : at;
  };
  int64_t at = clip(bounds[0], step > 0 ? lo : hi);
  int64_t stop = clip(bounds[1], step > 0 ? hi : lo);
  step = std::clamp(step, -size - 1, size + 1);
  for (; step > 0 ? at < stop : at > stop; at += step)
    taken.push_back(all[at]);
  if (value.list())
    return list(std::move(taken));
  std::string joined;
  for (const Value &character : taken)
    joined += *character.string();
  return text(std::move(joined));
}

Value Evaluator::chain(const Expr &expr) {
  Value left = evaluate(*expr.operands[0]);
  for (size_t i = 0; i < expr.names.size() && !failed(); ++i) {
    StringRef op = expr.names[i];
    if (op == "and" || op == "or") {
      if (left.truth() == (op == "or"))
        return left;
      left = evaluate(*expr.operands[i + 1]);
    } else {
      left = binary(op, left, evaluate(*expr.operands[i + 1]));
    }
  }
  return left;
}

/// a < b < c is a < b and b < c.
Value Evaluator::compare(const Expr &expr) {
  Value left = evaluate(*expr.operands[0]);
  for (size_t i = 0; i < expr.names.size(); ++i) {
    Value right = evaluate(*expr.operands[i + 1]);
    if (failed() || !compare(expr.names[i], left, right))
      return false;
    left = std::move(right);
  }
  return true;
}

bool Evaluator::compare(StringRef op, const Value &left, const Value &right) {
  if (op == "in" || op == "not in")
    return contains(right, left) == (op == "in");
  spend(std::min(left.size(), right.size()));
  if (op == "==" || op == "!=")
    return !failed() && (left == right) == (op == "==");
  bool less, equal;
  if (std::optional<double> a = left.number(), b = right.number(); a && b) {
    less = *a < *b;
    equal = *a == *b;
    // NaN is in no order.
    if (!less && !equal && !(*a > *b))
      return false;
  } else if (left.string() && right.string()) {
    less = *left.string() < *right.string();
    equal = *left.string() == *right.string();
  } else {
    fail("expected two numbers or two strings to order by '" + op + "', got " +
         left.kindName() + " and " + right.kindName());
    return false;
  }
  return op == "<"    ? less
         : op == "<=" ? less || equal
         : op == ">"  ? !less && !equal
                      : !less;
}

bool Evaluator::contains(const Value &whole, const Value &part) {
  if (const std::string *text = whole.string()) {
    if (!part.string()) {
      fail("expected a string to look for in a string, got " + part.kindName());
      return false;
    }
    // The search takes the product at worst.
    spend(text->size() * (1 + part.string()->size() / 64));
    return !failed() && StringRef(*text).contains(*part.string());
  }
  if (const Dict *members = whole.dict()) {
    spend(whole.size());
    return part.string() && find(*members, *part.string());
  }
  if (const List *items = whole.list()) {
    spend(whole.size());
    return !failed() && is_contained(*items, part);
  }
  if (!whole.isUndefined())
    fail("expected a list, a dict or a string to look in, got " +
         whole.kindName());
  return false;
}

CallArguments Evaluator::argumentsOf(const Expr &expr) {
  CallArguments arguments;
  for (const ExprPtr &operand : ArrayRef(expr.operands).drop_front())
    arguments.values.push_back(evaluate(*operand));
  arguments.names = expr.names;
  return arguments;
}

Value Evaluator::call(const Expr &expr) {
  const Expr &callee = *expr.operands[0];
  if (callee.kind == Expr::Attribute) {
    Value holder = evaluate(*callee.operands[0]);
    CallArguments arguments = argumentsOf(expr);
    return failed() ? Value() : callMethod(holder, callee.text, arguments);
  }
  Value function = evaluate(callee);
  CallArguments arguments = argumentsOf(expr);
  if (failed())
    return {};
  if (const Macro *macro = function.macro())
    return callMacro(*macro, arguments);
  if (const Function *named = function.function())
    return callFunction(named->name, arguments);
  fail("expected a function to call" +
       (callee.text.empty() ? "" : " '" + callee.text + "'") + ", got " +
       function.kindName());
  return {};
}

/// A macro sees the variables of the template, not those of its caller.
Value Evaluator::callMacro(const Macro &macro, const CallArguments &arguments) {
  if (++calls > kMaxCalls)
    fail("expected " + Twine(kMaxCalls) +
         " macros in each other at most, got more");
  scope_exit leave([&] { --calls; });
  if (failed())
    return {};
  Frame frame;
  for (const auto &[place, parameter] : enumerate(macro.parameters)) {
    Value value = arguments.get(place, parameter.first);
    if (value.isUndefined() && parameter.second)
      value = evaluate(*parameter.second);
    frame[parameter.first] = std::move(value);
  }
  std::vector<Frame> callers = std::exchange(frames, {});
  frames.push_back(std::move(callers.front()));
  frames.push_back(std::move(frame));
  std::string printed = captured(macro.body);
  callers.front() = std::move(frames.front());
  frames = std::move(callers);
  return text(std::move(printed));
}

} // namespace tenfold::jinja
