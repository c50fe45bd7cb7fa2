// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_JINJA_AST_H
#define TENFOLD_JINJA_AST_H

#include "lib/Jinja/Value.h"

namespace tenfold::jinja {

struct Expr {
  enum Kind {
    Literal,
    Variable,   ///< text
    ListOf,     ///< operands
    DictOf,     ///< operands: key, value, key, value...
    Attribute,  ///< operands[0] . text
    Item,       ///< operands[0] [ operands[1] ]
    Slice,      ///< operands[0] [ 1 : 2 : 3 ], null where left out
    Call,       ///< operands[0] ( the others ); names: of the last, "" if none
    Filter,     ///< operands[0] | text ( the others )
    Test,       ///< operands[0] is text ( the others )
    Unary,      ///< text: - + not
    Binary,     ///< operands, between them names
    Compare,    ///< the same
    Conditional ///< operands[1] if operands[0] else operands[2]
  };
  Kind kind;
  size_t line;
  std::string text;
  std::vector<std::unique_ptr<Expr>> operands;
  std::vector<std::string> names; ///< of arguments, or the operators
  Value literal;
};

using ExprPtr = std::unique_ptr<Expr>;

struct Statement;
using Body = std::vector<Statement>;

struct Macro {
  std::string name;
  std::vector<std::pair<std::string, ExprPtr>> parameters; ///< and defaults
  Body body;
};

struct Statement {
  enum Kind {
    Text,      ///< names[0]
    Print,     ///< value
    If,        ///< value, body, otherwise
    For,       ///< names in value if condition: body, otherwise
    Set,       ///< names = value
    SetMember, ///< names[0] . names[1] = value
    SetBody,   ///< names[0] = what body prints
    Block,     ///< body
    Define,    ///< macro
    Break,
    Continue
  };
  Kind kind;
  size_t line;
  std::vector<std::string> names;
  ExprPtr value, condition;
  Body body, otherwise;
  std::unique_ptr<Macro> macro;
};

} // namespace tenfold::jinja

#endif // TENFOLD_JINJA_AST_H
