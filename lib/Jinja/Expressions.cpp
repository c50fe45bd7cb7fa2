//===- Expressions.cpp - parsing of expressions ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Parser.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace tenfold::jinja {

// Together they bound the stack that parsing, evaluation and release take.
constexpr unsigned kMaxDepth = 100;
constexpr unsigned kMaxChain = 20;

ExpressionParser::Nested::Nested(ExpressionParser &parser) : parser(parser) {
  if (++parser.depth > kMaxDepth)
    parser.fail("expected a depth of " + Twine(kMaxDepth) +
                " at most, got more");
}

const Token &ExpressionParser::peek(size_t ahead) const {
  // The last word is the end.
  return tokens[failure.empty() ? std::min(at + ahead, tokens.size() - 1)
                                : tokens.size() - 1];
}

Token ExpressionParser::next() {
  Token token = peek();
  ++at;
  return token;
}

bool ExpressionParser::isOperator(StringRef text) const {
  return peek().kind == Token::Operator && peek().text == text;
}

bool ExpressionParser::isName(StringRef text) const {
  return peek().kind == Token::Name && peek().text == text;
}

bool ExpressionParser::take(StringRef text) {
  bool found = isOperator(text) || isName(text);
  at += found;
  return found;
}

void ExpressionParser::expect(StringRef text) {
  if (!take(text))
    failExpected(("'" + text + "'").str());
}

std::string ExpressionParser::name() {
  if (peek().kind != Token::Name)
    failExpected("a name");
  return next().text;
}

void ExpressionParser::fail(const Twine &message) {
  if (failure.empty())
    failure = ("line " + Twine(peek().line) + ": " + message).str();
}

void ExpressionParser::failExpected(StringRef what) {
  const Token &token = peek();
  std::string got = "'" + token.text + "'";
  if (token.kind == Token::Text || token.kind == Token::End)
    got = "the end of the template";
  else if (token.kind == Token::Close)
    got = "the end of the tag";
  else if (token.kind == Token::Tag || token.kind == Token::Print)
    got = "another tag";
  fail("expected " + what + ", got " + got);
}

Error ExpressionParser::takeError() {
  return failure.empty() ? Error::success() : createStringError(failure);
}

void ExpressionParser::checkChain(unsigned length) {
  if (length == kMaxChain)
    fail("expected at most " + Twine(kMaxChain) +
         " subscripts, calls or filters in a row, got more");
}

ExprPtr ExpressionParser::make(Expr::Kind kind, std::string text, ExprPtr first,
                               ExprPtr second) const {
  auto expr = std::make_unique<Expr>();
  expr->kind = kind;
  expr->line = peek().line;
  expr->text = std::move(text);
  if (first)
    expr->operands.push_back(std::move(first));
  if (second)
    expr->operands.push_back(std::move(second));
  return expr;
}

ExprPtr ExpressionParser::expression() {
  Nested nested(*this);
  ExprPtr value = disjunction();
  for (unsigned length = 0; take("if"); ++length) {
    checkChain(length);
    ExprPtr choice = make(Expr::Conditional, "", disjunction());
    choice->operands.push_back(std::move(value));
    choice->operands.push_back(take("else") ? expression()
                                            : make(Expr::Literal, ""));
    value = std::move(choice);
  }
  return value;
}

/// A chain of operators of one rank, from left to right.
ExprPtr ExpressionParser::binary(Rule operand, ArrayRef<StringRef> operators) {
  ExprPtr first = (this->*operand)();
  ExprPtr chain;
  while (true) {
    const StringRef *found =
        llvm::find_if(operators, [&](StringRef text) { return take(text); });
    if (found == operators.end())
      return chain ? std::move(chain) : std::move(first);
    if (!chain)
      chain = make(Expr::Binary, "", std::move(first));
    chain->names.push_back(found->str());
    chain->operands.push_back((this->*operand)());
  }
}

ExprPtr ExpressionParser::disjunction() {
  return binary(&ExpressionParser::conjunction, {"or"});
}

ExprPtr ExpressionParser::conjunction() {
  return binary(&ExpressionParser::negation, {"and"});
}

ExprPtr ExpressionParser::negation() {
  Nested nested(*this);
  return take("not") ? make(Expr::Unary, "not", negation()) : comparison();
}

/// The operator at hand, or none.
std::string ExpressionParser::comparisonOperator() {
  for (StringRef text : {"==", "!=", "<", ">", "<=", ">=", "in"})
    if (take(text))
      return text.str();
  if (isName("not") && peek(1).text == "in") {
    at += 2;
    return "not in";
  }
  return "";
}

ExprPtr ExpressionParser::comparison() {
  ExprPtr first = sum();
  std::string text = comparisonOperator();
  if (text.empty())
    return first;
  ExprPtr chain = make(Expr::Compare, "", std::move(first));
  for (; !text.empty(); text = comparisonOperator()) {
    chain->names.push_back(text);
    chain->operands.push_back(sum());
  }
  return chain;
}

ExprPtr ExpressionParser::sum() {
  return binary(&ExpressionParser::concatenation, {"+", "-"});
}

ExprPtr ExpressionParser::concatenation() {
  return binary(&ExpressionParser::product, {"~"});
}

ExprPtr ExpressionParser::product() {
  return binary(&ExpressionParser::power, {"*", "/", "//", "%"});
}

ExprPtr ExpressionParser::power() {
  return binary(&ExpressionParser::unary, {"**"});
}

ExprPtr ExpressionParser::unary(bool withFilters) {
  Nested nested(*this);
  ExprPtr value;
  if (take("-"))
    value = make(Expr::Unary, "-", unary(/*withFilters=*/false));
  else if (take("+"))
    value = make(Expr::Unary, "+", unary(/*withFilters=*/false));
  else
    value = primary();
  value = postfix(std::move(value));
  return withFilters ? filters(std::move(value)) : std::move(value);
}

ExprPtr ExpressionParser::primary() {
  const Token &token = peek();
  ExprPtr literal = make(Expr::Literal, "");
  if (token.kind == Token::Name) {
    std::string text = next().text;
    if (StringRef(text).equals_insensitive("true"))
      literal->literal = true;
    else if (StringRef(text).equals_insensitive("false"))
      literal->literal = false;
    else if (StringRef(text).equals_insensitive("none"))
      literal->literal = None{};
    else
      return make(Expr::Variable, text);
    return literal;
  }
  if (token.kind == Token::String) {
    std::string text;
    while (peek().kind == Token::String)
      text += next().text;
    literal->literal = text;
    return literal;
  }
  if (token.kind == Token::Integer || token.kind == Token::Float) {
    int64_t integer = 0;
    double number = 0;
    if (token.kind == Token::Float &&
        !StringRef(token.text).getAsDouble(number))
      literal->literal = number;
    else if (!StringRef(token.text).getAsInteger(10, integer))
      literal->literal = integer;
    else
      fail("expected a number of 64 bits, got '" + token.text + "'");
    next();
    return literal;
  }
  if (take("("))
    return parenthesized();
  if (take("["))
    return listOf("]");
  if (take("{"))
    return dictOf();
  failExpected("an expression");
  return literal;
}

/// An expression, or a tuple, which is a list here.
ExprPtr ExpressionParser::parenthesized() {
  if (take(")"))
    return make(Expr::ListOf, "");
  ExprPtr first = expression();
  if (take(")"))
    return first;
  expect(",");
  ExprPtr others = listOf(")");
  others->operands.insert(others->operands.begin(), std::move(first));
  return others;
}

ExprPtr ExpressionParser::listOf(StringRef close) {
  ExprPtr list = make(Expr::ListOf, "");
  while (!take(close)) {
    list->operands.push_back(expression());
    if (!take(",")) {
      expect(close);
      break;
    }
  }
  return list;
}

ExprPtr ExpressionParser::dictOf() {
  ExprPtr dict = make(Expr::DictOf, "");
  while (!take("}")) {
    dict->operands.push_back(expression());
    expect(":");
    dict->operands.push_back(expression());
    if (!take(",")) {
      expect("}");
      break;
    }
  }
  return dict;
}

ExprPtr ExpressionParser::postfix(ExprPtr value) {
  for (unsigned length = 0;; ++length) {
    checkChain(length);
    if (take(".")) {
      std::string member = peek().kind == Token::Integer ? next().text : name();
      value = make(Expr::Attribute, member, std::move(value));
    } else if (take("[")) {
      value = subscript(std::move(value));
    } else if (isOperator("(")) {
      value = make(Expr::Call, "", std::move(value));
      arguments(*value);
    } else {
      return value;
    }
  }
}

ExprPtr ExpressionParser::subscript(ExprPtr value) {
  ExprPtr slice = make(Expr::Slice, "", std::move(value));
  ExprPtr parts[3];
  int part = 0;
  for (; part < 3 && !isOperator("]"); ++part) {
    if (!isOperator(":"))
      parts[part] = expression();
    if (!take(":"))
      break;
  }
  bool isItem = part == 0 && parts[0];
  expect("]");
  if (isItem) {
    slice->kind = Expr::Item;
    slice->operands.push_back(std::move(parts[0]));
    return slice;
  }
  for (ExprPtr &bound : parts)
    slice->operands.push_back(std::move(bound));
  return slice;
}

/// ( a, b, name=c )
void ExpressionParser::arguments(Expr &call) {
  expect("(");
  while (!take(")")) {
    bool named = peek().kind == Token::Name && peek(1).text == "=" &&
                 peek(1).kind == Token::Operator;
    if (!named && !call.names.empty() && !call.names.back().empty())
      fail("expected arguments without a name first");
    call.names.push_back(named ? name() : "");
    if (named)
      expect("=");
    call.operands.push_back(expression());
    if (!take(",")) {
      expect(")");
      break;
    }
  }
}

ExprPtr ExpressionParser::filters(ExprPtr value) {
  for (unsigned length = 0;; ++length) {
    checkChain(length);
    if (take("|")) {
      value = make(Expr::Filter, name(), std::move(value));
      if (isOperator("("))
        arguments(*value);
    } else if (take("is")) {
      value = test(std::move(value));
    } else if (isOperator("(")) {
      value = make(Expr::Call, "", std::move(value));
      arguments(*value);
    } else {
      return value;
    }
  }
}

/// is [not] name [argument]
ExprPtr ExpressionParser::test(ExprPtr value) {
  bool negated = take("not");
  ExprPtr call = make(Expr::Test, name(), std::move(value));
  const Token &token = peek();
  bool isValue = token.kind == Token::String || token.kind == Token::Integer ||
                 token.kind == Token::Float || isOperator("[") ||
                 isOperator("{") ||
                 (token.kind == Token::Name &&
                  !is_contained({"else", "or", "and", "is", "if", "in", "not"},
                                StringRef(token.text)));
  if (isOperator("("))
    arguments(*call);
  else if (isValue)
    call->operands.push_back(postfix(primary()));
  return negated ? make(Expr::Unary, "not", std::move(call)) : std::move(call);
}

} // namespace tenfold::jinja
