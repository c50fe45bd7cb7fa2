//===- Tokenize.cpp - tenfold tokenize ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Chat/Chat.h"
#include "lib/Driver/CommandLine.h"
#include "lib/Driver/TemporaryFile.h"
#include "tools/tenfold/Commands.h"
#include "tools/tenfold/OpenTokenizer.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tenfold;

namespace {

struct TokenizeOptions {
  std::vector<std::string> texts, ids, chats;
  bool plain = false;
};

void describe(CommandLine &line, TokenizeOptions &options) {
  line.example("tenfold tokenize tokenizer.json --text 'The fold of a tensor'",
               "the ids of a text, with the special tokens around it");
  line.example("tenfold tokenize tokenizer.json --ids '3 4 6'", "and back");
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
  line.option("--chat", "F.json",
              "the same of a dialogue, [{\"role\": R, \"content\": C}], by the "
              "model's chat template, to where the model answers",
              [&](StringRef value) -> Error {
                Expected<std::string> text = readText(value);
                if (!text)
                  return text.takeError();
                options.chats.push_back(std::move(*text));
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

Expected<std::string> lineOf(Expected<std::vector<int32_t>> ids) {
  if (!ids)
    return ids.takeError();
  std::string line;
  for (int32_t id : *ids)
    line += (line.empty() ? "" : " ") + std::to_string(id);
  return line + "\n";
}

Expected<std::vector<int32_t>> chatIds(const Tokenizer &tokenizer,
                                       StringRef json) {
  Expected<std::vector<ChatMessage>> messages = parseDialogue(json);
  if (!messages)
    return messages.takeError();
  Expected<ChatFormat> format = ChatFormat::create(tokenizer);
  if (!format)
    return format.takeError();
  return format->encode(*messages, /*beginAnswer=*/true);
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

Error append(std::string &result, Expected<std::string> part) {
  if (!part)
    return part.takeError();
  result += *part;
  return Error::success();
}

Expected<std::string> answer(const Tokenizer &tokenizer,
                             const TokenizeOptions &options) {
  std::string result;
  bool special = !options.plain;
  for (const std::string &text : options.texts)
    if (Error error =
            append(result, lineOf(tokenizer.encode(text, special, special))))
      return std::move(error);
  for (const std::string &chat : options.chats)
    if (Error error = append(result, lineOf(chatIds(tokenizer, chat))))
      return std::move(error);
  for (const std::string &ids : options.ids)
    if (Error error = append(result, textOf(tokenizer, ids, options.plain)))
      return std::move(error);
  return result;
}

} // namespace

Error tenfold::runTokenize(Arguments arguments) {
  CommandLine line("tokenize", "MODEL",
                   "Turns text to the ids of a model's tokenizer, and back. "
                   "MODEL is a GGUF file or a tokenizer.json.");
  TokenizeOptions options;
  std::string path;
  describe(line, options);
  Expected<bool> done = parseCommand(line, arguments, path);
  if (!done || *done)
    return done.takeError();
  if (options.texts.empty() && options.ids.empty() && options.chats.empty())
    return userError("expected --text, --file, --chat or --ids, got none");
  Expected<Tokenizer> tokenizer = openTokenizer(path);
  if (!tokenizer)
    return tokenizer.takeError();
  Expected<std::string> result = answer(*tokenizer, options);
  return result ? writeResult("-", *result) : result.takeError();
}
