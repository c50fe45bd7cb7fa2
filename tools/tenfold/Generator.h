// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_GENERATOR_H
#define TENFOLD_TOOLS_TENFOLD_GENERATOR_H

#include "lib/Generate/Sampler.h"
#include "lib/Tokenizer/Tokenizer.h"
#include "tools/tenfold/LanguageModel.h"

#include <chrono>

namespace tenfold {

struct AnswerOptions {
  SamplingOptions sampling;
  int64_t maxTokens = 256;
};

/// Tokens of one kind and the time they took.
struct Speed {
  int64_t tokens = 0;
  std::chrono::duration<double> seconds{};

  std::string text() const;
};

/// Writes texts to stdout as they come. Ctrl-C ends the text, and what would
/// follow it.
class Generator {
public:
  Generator(LanguageModel model, Tokenizer tokenizer, AnswerOptions options)
      : options(options), model(std::move(model)),
        tokenizer(std::move(tokenizer)), sampler(options.sampling) {}

  /// Goes on with each of the texts.
  llvm::Error runPrompts(llvm::ArrayRef<std::string> prompts);
  /// Answers lines of stdin until an empty one, as one dialogue.
  llvm::Error runChat();

  /// "prefill 812.3 tok/s (512 tokens), decode 240.1 tok/s (64 tokens)": of
  /// tokens that were given, and of those that were generated and read again.
  std::string speeds() const {
    return "prefill " + prefill.text() + ", decode " + decode.text();
  }

private:
  llvm::Error checkLength(size_t tokens) const;
  llvm::Expected<llvm::ArrayRef<float>> read(llvm::ArrayRef<int32_t> tokens,
                                             Speed &speed);
  llvm::Expected<std::string> answer(llvm::ArrayRef<int32_t> tokens);

  AnswerOptions options;
  LanguageModel model;
  Tokenizer tokenizer;
  Sampler sampler;
  Speed prefill, decode;
};

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_GENERATOR_H
