// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_JINJA_LEXER_H
#define TENFOLD_JINJA_LEXER_H

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace tenfold::jinja {

struct Token {
  enum Kind {
    Text,
    Print,
    Tag,
    Close,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End
  };
  Kind kind;
  std::string text; ///< of a string: its characters, without escapes
  size_t line;
};

llvm::Error errorAt(size_t line, const llvm::Twine &message);

/// The words of a template: `{{`, `{%`, what is between, and the text around,
/// from which blanks are already taken that `-`, or a tag alone in its line,
/// takes (Jinja's trim_blocks and lstrip_blocks, as chat templates assume).
llvm::Expected<std::vector<Token>> lex(llvm::StringRef source);

} // namespace tenfold::jinja

#endif // TENFOLD_JINJA_LEXER_H
