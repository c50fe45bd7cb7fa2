//===- Execute.cpp - running tags of a template ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Evaluator.h"
#include "lib/Jinja/Template.h"

using namespace llvm;

namespace tenfold::jinja {
namespace {

/// Elements and bytes: some seconds, and a quarter of a gigabyte at most.
constexpr size_t kMaxWork = size_t(1) << 28;
constexpr size_t kStep = 32; // of a statement or an expression

} // namespace

Evaluator::Evaluator(const Dict &variables) : frames(1) {
  for (StringRef name :
       {"namespace", "range", "raise_exception", "strftime_now", "dict"})
    frames[0][name] = Function{name};
  for (const auto &[name, value] : variables)
    frames[0][name] = value;
}

void Evaluator::fail(const Twine &message) {
  if (failure.empty())
    failure = ("line " + Twine(line) + ": " + message).str();
}

void Evaluator::spend(size_t amount) {
  work += std::min(amount, kMaxWork);
  if (work > kMaxWork)
    fail("the template does more than it may: 2^28 elements and bytes");
}

Value Evaluator::text(std::string text) {
  spend(text.size());
  return text;
}

void Evaluator::print(StringRef text) {
  spend(text.size());
  if (!failed())
    output += text;
}

std::string Evaluator::captured(const Body &body) {
  std::string outer = std::exchange(output, "");
  execute(body);
  return std::exchange(output, std::move(outer));
}

Evaluator::Flow Evaluator::execute(const Body &body) {
  for (const Statement &statement : body) {
    Flow flow = execute(statement);
    if (failed() || flow != Flow::Next)
      return flow;
  }
  return Flow::Next;
}

Evaluator::Flow Evaluator::execute(const Statement &statement) {
  line = statement.line;
  spend(kStep);
  switch (statement.kind) {
  case Statement::Text:
    print(statement.names[0]);
    break;
  case Statement::Print: {
    Value value = evaluate(*statement.value);
    spend(value.size());
    if (!failed())
      print(value.str());
    break;
  }
  case Statement::If:
    return execute(evaluate(*statement.value).truth() ? statement.body
                                                      : statement.otherwise);
  case Statement::For:
    return loop(statement);
  case Statement::Set:
    bind(statement, evaluate(*statement.value));
    break;
  case Statement::SetMember:
    setMember(statement);
    break;
  case Statement::SetBody:
    frames.back()[statement.names[0]] = text(captured(statement.body));
    break;
  case Statement::Block:
    return execute(statement.body);
  case Statement::Define:
    frames.back()[statement.macro->name] = statement.macro.get();
    break;
  case Statement::Break:
    return Flow::Break;
  case Statement::Continue:
    return Flow::Continue;
  }
  return Flow::Next;
}

/// One name takes the value, more take its elements.
void Evaluator::bind(const Statement &statement, const Value &value) {
  if (statement.names.size() == 1) {
    frames.back()[statement.names[0]] = value;
    return;
  }
  List parts = items(value);
  if (parts.size() != statement.names.size())
    return fail("expected " + Twine(statement.names.size()) +
                " elements to unpack, got " + Twine(parts.size()));
  for (size_t i = 0; i < parts.size(); ++i)
    frames.back()[statement.names[i]] = parts[i];
}

void Evaluator::setMember(const Statement &statement) {
  Value value = evaluate(*statement.value);
  Value holder = variable(statement.names[0]);
  Dict *space = holder.space();
  if (!space)
    return fail("expected a namespace to set '" + statement.names[1] +
                "' of, got " + holder.kindName());
  if (value.space())
    return fail("expected no namespace in a namespace");
  for (auto &[name, old] : *space)
    if (name == statement.names[1]) {
      old = std::move(value);
      return;
    }
  space->emplace_back(statement.names[1], std::move(value));
}

Evaluator::Flow Evaluator::loop(const Statement &statement) {
  List all = items(evaluate(*statement.value)), kept;
  frames.emplace_back();
  for (Value &value : all) {
    if (statement.condition) {
      bind(statement, value);
      if (!evaluate(*statement.condition).truth())
        continue;
    }
    kept.push_back(std::move(value));
  }
  Flow flow = Flow::Next;
  size_t count = failed() ? 0 : kept.size();
  for (size_t i = 0; i < count && flow != Flow::Break && !failed(); ++i) {
    frames.back().clear();
    bind(statement, kept[i]);
    Value none = Undefined{"loop"};
    frames.back()["loop"] =
        Dict{{"index", i + 1},
             {"index0", i},
             {"first", i == 0},
             {"last", i + 1 == count},
             {"length", count},
             {"revindex", count - i},
             {"revindex0", count - i - 1},
             {"previtem", i > 0 ? kept[i - 1] : none},
             {"nextitem", i + 1 < count ? kept[i + 1] : none}};
    flow = execute(statement.body);
  }
  frames.pop_back();
  return count == 0 && !failed() ? execute(statement.otherwise) : Flow::Next;
}

Expected<std::string> Evaluator::run(const Body &body) {
  execute(body);
  if (failed())
    return createStringError(failure);
  return std::move(output);
}

Expected<std::string> Template::render(const Dict &variables) const {
  return Evaluator(variables).run(*body);
}

} // namespace tenfold::jinja
