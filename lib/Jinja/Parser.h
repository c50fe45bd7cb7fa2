// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Recursive descent; the first error is kept, after which every word is the
/// end of the template, so that parsing ends soon.
#ifndef TENFOLD_JINJA_PARSER_H
#define TENFOLD_JINJA_PARSER_H

#include "lib/Jinja/Ast.h"
#include "lib/Jinja/Lexer.h"

namespace tenfold::jinja {

class ExpressionParser {
public:
  ExprPtr expression();

protected:
  ExprPtr disjunction();

  explicit ExpressionParser(std::vector<Token> words)
      : tokens(std::move(words)) {}

  const Token &peek(size_t ahead = 0) const;
  Token next();
  bool isOperator(llvm::StringRef text) const;
  bool isName(llvm::StringRef text) const;
  bool take(llvm::StringRef text); ///< a name or an operator of this text
  void expect(llvm::StringRef text);
  std::string name();
  void fail(const llvm::Twine &message);
  void failExpected(llvm::StringRef what);
  llvm::Error takeError();

  /// Guards against templates deeper than the stack.
  class Nested {
  public:
    explicit Nested(ExpressionParser &parser);
    ~Nested() { --parser.depth; }

  private:
    ExpressionParser &parser;
  };

private:
  using Rule = ExprPtr (ExpressionParser::*)();

  void checkChain(unsigned length);
  ExprPtr make(Expr::Kind kind, std::string text, ExprPtr first = nullptr,
               ExprPtr second = nullptr) const;
  ExprPtr binary(Rule operand, llvm::ArrayRef<llvm::StringRef> operators);
  ExprPtr conjunction();
  ExprPtr negation();
  ExprPtr comparison();
  ExprPtr sum();
  ExprPtr concatenation();
  ExprPtr product();
  ExprPtr power();
  ExprPtr unary() { return unary(/*withFilters=*/true); }
  ExprPtr unary(bool withFilters);
  ExprPtr primary();
  ExprPtr parenthesized();
  ExprPtr listOf(llvm::StringRef close);
  ExprPtr dictOf();
  ExprPtr postfix(ExprPtr value);
  ExprPtr filters(ExprPtr value);
  ExprPtr test(ExprPtr value);
  ExprPtr subscript(ExprPtr value);
  void arguments(Expr &call);
  std::string comparisonOperator();

  std::vector<Token> tokens;
  size_t at = 0;
  unsigned depth = 0;
  std::string failure;
};

} // namespace tenfold::jinja

#endif // TENFOLD_JINJA_PARSER_H
