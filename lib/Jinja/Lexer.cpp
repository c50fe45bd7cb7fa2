//===- Lexer.cpp - the words of a template --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Jinja/Lexer.h"

#include "lib/Tokenizer/Utf8.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace tenfold::jinja {
namespace {

constexpr StringLiteral kBlanks = " \t\n\r\v\f";

class Lexer {
public:
  explicit Lexer(StringRef source);
  Expected<std::vector<Token>> run();

private:
  bool atEnd() const { return at >= source.size(); }
  StringRef rest() const { return StringRef(source).drop_front(at); }
  void add(Token::Kind kind, StringRef text) {
    tokens.push_back({kind, text.str(), line});
  }
  void advance(size_t count) {
    line += rest().take_front(count).count('\n');
    at += count;
  }

  void lexText();
  Error lexComment();
  Error lexTag(bool isTag);
  Error lexWord(int &depth);
  Error lexString();
  void lexNumber();
  void afterTag(char mark, bool trims);

  std::string source;
  std::vector<Token> tokens;
  size_t at = 0, line = 1;
};

/// Line ends are one newline each, and the last of the file does not count.
Lexer::Lexer(StringRef text) {
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r')
      source += text[i];
    else if (!text.substr(i + 1).starts_with("\n"))
      source += '\n';
  if (StringRef(source).ends_with("\n"))
    source.pop_back();
}

/// Text up to the next mark, less what the mark takes on its left.
void Lexer::lexText() {
  size_t end = source.find('{', at);
  while (end < source.size() - 1 && !StringRef("{%#").contains(source[end + 1]))
    end = source.find('{', end + 1);
  if (end >= source.size() - 1)
    end = source.size();
  StringRef text = StringRef(source).slice(at, end);
  StringRef mark = StringRef(source).drop_front(end);
  if (mark.size() > 2 && mark[2] == '-') {
    text = text.rtrim(kBlanks);
  } else if (mark.size() > 2 && mark[1] != '{' && mark[2] != '+') {
    // A tag that begins its line takes the blanks before it.
    StringRef stripped = text.rtrim(" \t");
    if (stripped.ends_with("\n") ||
        (stripped.empty() && (at == 0 || source[at - 1] == '\n')))
      text = stripped;
  }
  if (!text.empty())
    add(Token::Text, text);
  advance(end - at);
}

/// What the end of a tag takes on its right.
void Lexer::afterTag(char mark, bool trims) {
  if (mark == '-')
    advance(rest().size() - rest().ltrim(kBlanks).size());
  else if (mark != '+' && trims && rest().starts_with("\n"))
    advance(1);
}

Error Lexer::lexComment() {
  size_t end = source.find("#}", at + 2);
  if (end == std::string::npos)
    return errorAt(line, "expected '#}' after '{#'");
  char mark = source[end - 1];
  advance(end + 2 - at);
  afterTag(mark, /*trims=*/true);
  return Error::success();
}

Error Lexer::lexString() {
  char mark = source[at];
  size_t begin = line;
  std::string text;
  for (advance(1); !atEnd() && source[at] != mark; advance(1)) {
    if (source[at] != '\\' || at + 1 == source.size()) {
      text += source[at];
      continue;
    }
    advance(1);
    char c = source[at];
    constexpr StringRef kNames = "ntr\\'\"bf0";
    constexpr StringRef kMeant("\n\t\r\\'\"\b\f\0", 9);
    unsigned digits = c == 'x' ? 2 : c == 'u' ? 4 : 0, code = 0;
    if (size_t index = kNames.find(c); index != StringRef::npos)
      text += kMeant[index];
    else if (digits &&
             !StringRef(source).substr(at + 1, digits).getAsInteger(16, code)) {
      tokenizer::appendUtf8(text,
                            code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
      advance(digits);
    } else if (c != '\n')
      text += {'\\', c};
  }
  if (atEnd())
    return errorAt(begin, "expected the end of a string");
  advance(1);
  tokens.push_back({Token::String, text, begin});
  return Error::success();
}

void Lexer::lexNumber() {
  StringRef text = rest();
  auto digits = [&](size_t from) {
    return text.drop_front(from)
        .take_while([](char c) { return isDigit(c) || c == '_'; })
        .size();
  };
  size_t size = digits(0), whole = size;
  if (text.substr(size).starts_with(".") && digits(size + 1))
    size += 1 + digits(size + 1);
  if (StringRef rest = text.substr(size); rest.consume_front_insensitive("e")) {
    size_t sign = rest.starts_with("+") || rest.starts_with("-");
    if (size_t count = digits(size + 1 + sign))
      size += 1 + sign + count;
  }
  std::string number = text.take_front(size).str();
  llvm::erase(number, '_');
  add(size > whole ? Token::Float : Token::Integer, number);
  advance(size);
}

/// One word inside of a tag; `depth` counts open brackets.
Error Lexer::lexWord(int &depth) {
  char c = source[at];
  if (c == '"' || c == '\'')
    return lexString();
  if (isDigit(c)) {
    lexNumber();
    return Error::success();
  }
  if (isAlpha(c) || c == '_') {
    StringRef name =
        rest().take_while([](char c) { return isAlnum(c) || c == '_'; });
    add(Token::Name, name);
    advance(name.size());
    return Error::success();
  }
  constexpr StringLiteral kOperators[] = {
      "==", "!=", "<=", ">=", "//", "**", "+", "-", "*", "/", "%", "~", "<",
      ">",  "=",  "(",  ")",  "[",  "]",  "{", "}", ".", ",", ":", "|"};
  for (StringRef text : kOperators)
    if (rest().starts_with(text)) {
      depth +=
          StringRef("([{").contains(text) - StringRef(")]}").contains(text);
      add(Token::Operator, text);
      advance(text.size());
      return Error::success();
    }
  return errorAt(line, "expected an expression, got '" + Twine(c) + "'");
}

/// The inside of `{{ }}` or `{% %}`.
Error Lexer::lexTag(bool isTag) {
  StringRef close = isTag ? "%}" : "}}";
  size_t begin = line;
  advance(2);
  if (!atEnd() && (source[at] == '-' || source[at] == '+'))
    advance(1);
  add(isTag ? Token::Tag : Token::Print, "");
  for (int depth = 0; !atEnd();) {
    char mark = source[at];
    if (kBlanks.contains(mark)) {
      advance(1);
      continue;
    }
    bool marked =
        (mark == '-' || mark == '+') && rest().drop_front().starts_with(close);
    if (depth <= 0 && (marked || rest().starts_with(close))) {
      add(Token::Close, "");
      advance(marked ? 3 : 2);
      afterTag(marked ? mark : 0, isTag);
      return Error::success();
    }
    if (Error error = lexWord(depth))
      return error;
  }
  return errorAt(begin, "expected '" + close + "'");
}

Expected<std::vector<Token>> Lexer::run() {
  while (true) {
    if (!atEnd())
      lexText();
    if (atEnd())
      break;
    Error error =
        source[at + 1] == '#' ? lexComment() : lexTag(source[at + 1] == '%');
    if (error)
      return std::move(error);
  }
  add(Token::End, "");
  return std::move(tokens);
}

} // namespace

Error errorAt(size_t line, const Twine &message) {
  return createStringError(("line " + Twine(line) + ": " + message).str());
}

Expected<std::vector<Token>> lex(StringRef source) {
  return Lexer(source).run();
}

} // namespace tenfold::jinja
