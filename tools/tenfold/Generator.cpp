//===- Generator.cpp - text, token by token -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Generator.h"

#include "lib/Chat/Chat.h"
#include "lib/Driver/CommandLine.h"
#include "lib/Driver/TemporaryFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <iostream>
#include <unistd.h>

using namespace llvm;
using namespace tenfold;

namespace {

volatile std::sig_atomic_t interrupted = 0;

/// Ctrl-C ends the answer; a second one the process.
void catchInterrupts() {
  struct sigaction action{};
  action.sa_handler = [](int) { interrupted = 1; };
  action.sa_flags = int(SA_RESETHAND); // and reading stdin is not resumed
  sigaction(SIGINT, &action, nullptr);
}

bool readLine(std::string &line) {
  if (::isatty(STDIN_FILENO))
    errs() << "> ";
  return std::getline(std::cin, line) && !line.empty();
}

} // namespace

std::string Speed::text() const {
  double rate = seconds.count() > 0 ? double(tokens) / seconds.count() : 0;
  return formatv("{0:F1} tok/s ({1} tokens)", rate, tokens);
}

Error Generator::checkLength(size_t tokens) const {
  if (tokens >= 1 && int64_t(tokens) <= model.bound())
    return Error::success();
  return userError("expected 1 to " + Twine(model.bound()) +
                   " tokens of text, the context of the model, got " +
                   Twine(tokens));
}

/// Appends the tokens, at least one; the logits of what follows them.
Expected<ArrayRef<float>> Generator::read(ArrayRef<int32_t> tokens,
                                          Speed &speed) {
  auto begin = std::chrono::steady_clock::now();
  size_t before = model.tokens().size();
  Expected<ArrayRef<float>> logits = model.advance(tokens);
  while (logits && !tokens.empty() && !interrupted)
    logits = model.advance(tokens);
  speed.seconds += std::chrono::steady_clock::now() - begin;
  speed.tokens += int64_t(model.tokens().size() - before);
  return logits;
}

/// Appends the tokens, at least one, then prints and returns what the model
/// says after them.
Expected<std::string> Generator::answer(ArrayRef<int32_t> tokens) {
  StreamDecoder decoder(tokenizer, /*skipSpecial=*/true, tokens.back());
  std::string said;
  auto say = [&](const std::string &text) {
    said += text;
    return text.empty() ? Error::success() : writeResult("-", text);
  };
  // Few capacities: each has its plan, and growing copies the cache.
  constexpr int64_t kUnit = 64;
  int64_t most = model.tokens().size() + tokens.size() + options.maxTokens;
  if (Error error =
          model.reserve(std::min<int64_t>(model.bound(), alignTo(most, kUnit))))
    return std::move(error);
  Expected<ArrayRef<float>> logits = read(tokens, prefill);
  for (int64_t count = 1;; ++count) {
    if (!logits)
      return logits.takeError();
    if (interrupted)
      break;
    Expected<int32_t> id = sampler.next(*logits);
    if (!id)
      return id.takeError();
    if (is_contained(tokenizer.stopTokens(), *id))
      break;
    Expected<std::string> text = decoder.push(*id);
    if (!text)
      return text.takeError();
    if (Error error = say(*text))
      return std::move(error);
    if (count == options.maxTokens || model.room() == 0)
      break;
    logits = read(*id, decode);
  }
  if (Error error = say(decoder.finish() + "\n"))
    return std::move(error);
  said.pop_back();
  return said;
}

Error Generator::runPrompts(ArrayRef<std::string> texts) {
  catchInterrupts();
  std::vector<std::vector<int32_t>> prompts;
  for (const std::string &text : texts) {
    auto ids = tokenizer.encode(text, /*addSpecial=*/true,
                                /*parseSpecial=*/true);
    if (!ids)
      return ids.takeError();
    if (Error error = checkLength(ids->size()))
      return error;
    prompts.push_back(std::move(*ids));
  }
  for (size_t i = 0; i < prompts.size() && !interrupted; ++i) {
    if (prompts.size() > 1)
      if (Error error = writeResult(
              "-",
              formatv("{0}==> prompt {1} <==\n", i ? "\n" : "", i + 1).str()))
        return error;
    model.truncate(0);
    if (auto said = answer(prompts[i]); !said)
      return said.takeError();
  }
  return Error::success();
}

Error Generator::runChat() {
  catchInterrupts();
  Expected<ChatFormat> format = ChatFormat::create(tokenizer);
  if (!format)
    return format.takeError();
  std::vector<ChatMessage> messages;
  for (std::string line; !interrupted && readLine(line);) {
    messages.push_back({"user", line});
    auto ids = format->encode(messages, /*beginAnswer=*/true);
    if (!ids)
      return ids.takeError();
    if (Error error = checkLength(ids->size()))
      return error;
    // What the cache knows is not computed again, but there is a last token.
    auto known = std::mismatch(ids->begin(), ids->end() - 1,
                               model.tokens().begin(), model.tokens().end());
    size_t kept = known.first - ids->begin();
    model.truncate(kept);
    Expected<std::string> said = answer(ArrayRef(*ids).drop_front(kept));
    if (!said)
      return said.takeError();
    messages.push_back({"assistant", std::move(*said)});
  }
  return Error::success();
}
