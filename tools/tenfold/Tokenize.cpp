//===- Tokenize.cpp - tenfold tokenize ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"
#include "lib/Driver/TemporaryFile.h"
#include "lib/Tokenizer/Tokenizer.h"
#include "tools/tenfold/Commands.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;
using namespace tenfold;

namespace {

struct TokenizeOptions {
  std::vector<std::string> texts, ids;
  bool plain = false;
};

Expected<std::string> readText(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
      MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false,
                                   /*RequiresNullTerminator=*/false);
  if (!buffer)
    return userError("cannot read '" + path +
                     "': " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

void describe(CommandLine &line, TokenizeOptions &options) {
  line.example("tenfold tokenize tokenizer.json --text 'The fold of a tensor'",
               "the ids of a text, with the special tokens around it");
  line.example("tenfold tokenize tokenizer.json --ids '1 504 9487'",
               "and back");
  line.option("--text", "TEXT", "prints its ids in one line; may be repeated",
              [&](StringRef value) {
                options.texts.push_back(value.str());
                return Error::success();
              });
  line.option("--file", "F.txt", "the same of a file, - is stdin",
              [&](StringRef value) -> Error {
                Expected<std::string> text = readText(value);
                if (!text)
                  return text.takeError();
                options.texts.push_back(std::move(*text));
                return Error::success();
              });
  line.option("--ids", "IDS", "prints their text; may be repeated",
              [&](StringRef value) {
                options.ids.push_back(value.str());
                return Error::success();
              });
  line.flag("--plain", options.plain,
            "text without special tokens: none are added to it, found in it, "
            "or left out of it");
}

Expected<std::string> idsOf(const Tokenizer &tokenizer, StringRef text,
                            bool plain) {
  Expected<std::vector<int32_t>> ids = tokenizer.encode(text, !plain, !plain);
  if (!ids)
    return ids.takeError();
  std::string line;
  for (int32_t id : *ids)
    line += (line.empty() ? "" : " ") + std::to_string(id);
  return line + "\n";
}

Expected<std::string> textOf(const Tokenizer &tokenizer, StringRef list,
                             bool plain) {
  std::vector<int32_t> ids;
  for (StringRef word : split(list, ' ')) {
    if (word.empty())
      continue;
    if (word.getAsInteger(10, ids.emplace_back()))
      return userError("expected --ids to be numbers, got '" + word + "'");
  }
  Expected<std::string> text = tokenizer.decode(ids, !plain);
  if (!text)
    return text.takeError();
  return *text + "\n";
}

Expected<std::string> answer(const Tokenizer &tokenizer,
                             const TokenizeOptions &options) {
  std::string result;
  for (const std::string &text : options.texts) {
    Expected<std::string> line = idsOf(tokenizer, text, options.plain);
    if (!line)
      return line.takeError();
    result += *line;
  }
  for (const std::string &ids : options.ids) {
    Expected<std::string> text = textOf(tokenizer, ids, options.plain);
    if (!text)
      return text.takeError();
    result += *text;
  }
  return result;
}

} // namespace

Error tenfold::runTokenize(Arguments arguments) {
  CommandLine line("tokenize", "TOKENIZER",
                   "Turns text to a tokenizer's ids, and back.");
  TokenizeOptions options;
  std::string path;
  describe(line, options);
  Expected<bool> done = parseCommand(line, arguments, path);
  if (!done || *done)
    return done.takeError();
  if (options.texts.empty() && options.ids.empty())
    return userError("expected --text, --file or --ids, got none");
  Expected<std::string> json = readText(path);
  if (!json)
    return json.takeError();
  Expected<Tokenizer> tokenizer = Tokenizer::fromJson(*json);
  if (!tokenizer)
    return userError(path + ": " + toString(tokenizer.takeError()));
  Expected<std::string> result = answer(*tokenizer, options);
  return result ? writeResult("-", *result) : result.takeError();
}
