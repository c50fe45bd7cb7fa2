//===- Statements.cpp - parsing of tags -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Parser.h"
#include "lib/Jinja/Template.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace tenfold::jinja {
namespace {

class Parser : public ExpressionParser {
public:
  explicit Parser(std::vector<Token> tokens)
      : ExpressionParser(std::move(tokens)) {}

  Expected<Body> run() {
    Body body = statements({});
    if (peek().kind != Token::End)
      failExpected("the end of the template");
    if (Error error = takeError())
      return std::move(error);
    return body;
  }

private:
  Body statements(ArrayRef<StringRef> ends);
  Statement make(Statement::Kind kind) const { return {kind, peek().line}; }
  bool atTag(ArrayRef<StringRef> names) const;
  void close();
  void end(StringRef name);
  Statement tag();
  Statement ifTag();
  Statement forTag();
  Statement setTag();
  Statement macroTag();
};

bool Parser::atTag(ArrayRef<StringRef> names) const {
  return peek().kind == Token::Tag && peek(1).kind == Token::Name &&
         is_contained(names, StringRef(peek(1).text));
}

void Parser::close() {
  if (peek().kind != Token::Close)
    return failExpected("the end of the tag");
  next();
}

/// {% name %}
void Parser::end(StringRef name) {
  if (!atTag({name}))
    return failExpected(("'{% " + name + " %}'").str());
  next();
  next();
  close();
}

/// Up to one of these tags, or the end.
Body Parser::statements(ArrayRef<StringRef> ends) {
  Nested nested(*this);
  Body body;
  while (peek().kind != Token::End && !atTag(ends)) {
    if (peek().kind == Token::Text) {
      body.push_back(make(Statement::Text));
      body.back().names.push_back(next().text);
    } else if (peek().kind == Token::Print) {
      next();
      body.push_back(make(Statement::Print));
      body.back().value = expression();
      close();
    } else {
      next();
      body.push_back(tag());
    }
  }
  return body;
}

Statement Parser::tag() {
  if (take("if"))
    return ifTag();
  if (take("for"))
    return forTag();
  if (take("set"))
    return setTag();
  if (take("macro"))
    return macroTag();
  Statement statement = make(Statement::Block);
  if (take("break")) {
    statement.kind = Statement::Break;
    close();
  } else if (take("continue")) {
    statement.kind = Statement::Continue;
    close();
  } else if (take("generation")) {
    // Marks what a model has said, for training.
    close();
    statement.body = statements({"endgeneration"});
    end("endgeneration");
  } else {
    fail("tag '" + peek().text + "' is not supported");
  }
  return statement;
}

/// After `if`, or `elif`, which is an `if` inside of an `else`.
Statement Parser::ifTag() {
  Nested nested(*this);
  Statement statement = make(Statement::If);
  statement.value = expression();
  close();
  statement.body = statements({"elif", "else", "endif"});
  if (atTag({"elif"})) {
    next();
    next();
    statement.otherwise.push_back(ifTag());
    return statement;
  }
  if (atTag({"else"})) {
    end("else");
    statement.otherwise = statements({"endif"});
  }
  end("endif");
  return statement;
}

Statement Parser::forTag() {
  Statement statement = make(Statement::For);
  bool parenthesized = take("(");
  do
    statement.names.push_back(name());
  while (take(","));
  if (parenthesized)
    expect(")");
  expect("in");
  // Not an expression, whose `if` would be that of a choice.
  statement.value = disjunction();
  if (take("if"))
    statement.condition = expression();
  close();
  statement.body = statements({"else", "endfor"});
  if (atTag({"else"})) {
    end("else");
    statement.otherwise = statements({"endfor"});
  }
  end("endfor");
  return statement;
}

Statement Parser::setTag() {
  Statement statement = make(Statement::Set);
  statement.names.push_back(name());
  if (take(".")) {
    statement.kind = Statement::SetMember;
    statement.names.push_back(name());
  } else {
    while (take(","))
      statement.names.push_back(name());
  }
  if (take("=")) {
    statement.value = expression();
    close();
    return statement;
  }
  if (statement.kind != Statement::Set || statement.names.size() > 1)
    failExpected("'='");
  statement.kind = Statement::SetBody;
  close();
  statement.body = statements({"endset"});
  end("endset");
  return statement;
}

Statement Parser::macroTag() {
  Statement statement = make(Statement::Define);
  statement.macro = std::make_unique<Macro>();
  statement.macro->name = name();
  expect("(");
  while (!take(")")) {
    std::string parameter = name();
    statement.macro->parameters.emplace_back(parameter, take("=") ? expression()
                                                                  : nullptr);
    if (!take(",")) {
      expect(")");
      break;
    }
  }
  close();
  statement.macro->body = statements({"endmacro"});
  end("endmacro");
  return statement;
}

} // namespace

Expected<Template> Template::parse(StringRef source) {
  Expected<std::vector<Token>> tokens = lex(source);
  if (!tokens)
    return tokens.takeError();
  Expected<Body> body = Parser(std::move(*tokens)).run();
  if (!body)
    return body.takeError();
  Template result;
  result.body = std::make_shared<const Body>(std::move(*body));
  return result;
}

} // namespace tenfold::jinja
