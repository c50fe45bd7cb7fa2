//===- ModelText.cpp - text that MLIR's parser may see --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/ModelText.h"

#include "lib/Driver/CommandLine.h"

#include "llvm/ADT/SmallVector.h"

using namespace llvm;
using namespace tenfold;

/// Ten times what models and the IR of any stage have.
static constexpr size_t kMaxDepth = 256;

/// The last byte of the string or comment that begins at `at`, or `at`.
static size_t skipQuoted(StringRef text, size_t at) {
  if (text.substr(at).starts_with("//"))
    return std::min(text.find('\n', at), text.size());
  if (text[at] != '"')
    return at;
  for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at)
    if (text[at] == '\\')
      ++at;
  return at;
}

/// The place of the first bracket that is nested too deep, or npos.
static size_t findTooDeep(StringRef text) {
  SmallVector<char, kMaxDepth> closing;
  for (size_t at = 0; at < text.size(); ++at) {
    at = skipQuoted(text, at);
    if (at >= text.size())
      break;
    size_t opened = StringRef("([{<").find(text[at]);
    if (opened != StringRef::npos) {
      closing.push_back(")]}>"[opened]);
      if (closing.size() > kMaxDepth)
        return at;
      continue;
    }
    // `>` is also the head of an arrow, and compares; the others end what was
    // left open within them.
    if (text[at] == '>' && !closing.empty() && closing.back() == '>' &&
        text[at - 1] != '-')
      closing.pop_back();
    else if (text[at] != '>')
      if (auto begin = find(reverse(closing), text[at]);
          begin != closing.rend())
        closing.truncate(closing.rend() - begin - 1);
  }
  return StringRef::npos;
}

Error tenfold::checkText(const ModelSource &source) {
  StringRef text = source.text;
  if (text.starts_with("ML\xefR"))
    return userError(source.name + ": expected text, got MLIR bytecode");
  size_t at = findTooDeep(text);
  if (at == StringRef::npos)
    return Error::success();
  StringRef before = text.take_front(at);
  size_t column = at - (before.rfind('\n') + 1) + 1; // npos + 1 is 0
  return userError(source.name + ":" + Twine(before.count('\n') + 1) + ":" +
                   Twine(column) + ": expected brackets nested at most " +
                   Twine(kMaxDepth) + " deep, got more");
}
