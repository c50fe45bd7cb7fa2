//===- Generate.cpp - tenfold generate ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/ModelFile.h"
#include "tools/tenfold/Commands.h"
#include "tools/tenfold/Generator.h"
#include "tools/tenfold/OpenModel.h"
#include "tools/tenfold/OpenTokenizer.h"

#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace tenfold;

namespace {

struct GenerateOptions {
  ModelOptions model;
  AnswerOptions answer;
  std::vector<std::string> prompts;
  std::string tokenizer;
  bool chat = false;
};

/// A number that `isGood`; NaN never is.
void addReal(CommandLine &line, StringRef option, StringRef metavar,
             double &target, StringRef help, StringRef range,
             bool (*isGood)(double)) {
  line.option(option, metavar, help, [=, &target](StringRef value) -> Error {
    if (value.getAsDouble(target) || !std::isfinite(target) || !isGood(target))
      return userError("expected " + option + " to be a number " + range +
                       ", got '" + value + "'");
    return Error::success();
  });
}

void describeSampling(CommandLine &line, SamplingOptions &sampling) {
  addReal(
      line, "--temperature", "T", sampling.temperature,
      "divides the logits before a token is drawn; 0, the default, takes the "
      "likeliest",
      "of at least 0", [](double value) { return value >= 0; });
  line.number("--top-k", "K", sampling.topK, 0, INT32_MAX,
              "draws from the K likeliest tokens; 0 from all");
  addReal(line, "--top-p", "P", sampling.topP,
          "draws from the fewest likeliest tokens that have this share",
          "above 0 and at most 1",
          [](double value) { return value > 0 && value <= 1; });
  line.option("--seed", "S", "of what is drawn",
              [&sampling](StringRef value) -> Error {
                if (value.getAsInteger(10, sampling.seed))
                  return userError("expected --seed to be a number from 0 to "
                                   "2^64 - 1, got '" +
                                   value + "'");
                return Error::success();
              });
}

void describe(CommandLine &line, GenerateOptions &options) {
  line.example("tenfold generate smollm2.gguf --prompt 'Once upon a time'",
               "goes on with the text by the likeliest tokens");
  line.example("tenfold generate smollm2.gguf --chat --temperature 0.7 "
               "--top-p 0.9 --seed 1",
               "answers each line of stdin, until an empty one");
  line.example("tenfold generate smollm2.so --tokenizer tokenizer.json "
               "--prompt 'def fold(' --max-tokens 64",
               "an artifact, which has no tokenizer");
  line.option("--prompt", "TEXT", "a text to go on with; may be repeated",
              [&](StringRef value) {
                options.prompts.push_back(value.str());
                return Error::success();
              });
  line.flag("--chat", options.chat,
            "a dialogue by the model's chat template, a line of stdin each");
  line.text("--tokenizer", "F", options.tokenizer,
            "tokenizer.json or GGUF file; a GGUF model has its own");
  line.number("--max-tokens", "N", options.answer.maxTokens, 1, INT32_MAX,
              "the most tokens of an answer, 256 without");
  describeSampling(line, options.answer.sampling);
}

Expected<Tokenizer> tokenizerOf(const std::string &path,
                                const GenerateOptions &options) {
  if (!options.tokenizer.empty())
    return openTokenizer(options.tokenizer);
  Expected<FileKind> kind = fileKind(path);
  if (!kind)
    return kind.takeError();
  if (*kind != FileKind::GGUF)
    return userError("expected --tokenizer for '" + path +
                     "', which is no GGUF file, got none");
  return openTokenizer(path);
}

/// Weights in blocks are multiplied in integers where the user does not choose.
Error choosePrecision(const std::string &path, ModelOptions &options) {
  if (is_contained(options.compileOnly, "--precision"))
    return Error::success();
  Expected<bool> hasIntegers = hasIntegerWeights(path);
  if (!hasIntegers)
    return hasIntegers.takeError();
  if (*hasIntegers) {
    options.compile.precision = "int8-dynamic";
    errs() << "computing in int8-dynamic; --precision=f32 is exact\n";
  }
  return Error::success();
}

Error generate(const std::string &path, GenerateOptions &options) {
  if (options.chat == !options.prompts.empty())
    return userError(Twine("expected --prompt or --chat, got ") +
                     (options.chat ? "both" : "neither"));
  Expected<Tokenizer> tokenizer = tokenizerOf(path, options);
  if (!tokenizer)
    return tokenizer.takeError();
  if (Error error = choosePrecision(path, options.model))
    return error;
  std::string &function = options.model.compile.function;
  if (function.empty())
    function = "step";
  Expected<OpenedModel> opened = openModel(path, options.model);
  if (!opened)
    return opened.takeError();
  Expected<LanguageModel> model = LanguageModel::create(
      opened->artifact, function, options.model.compile.threads);
  if (!model)
    return model.takeError();
  if (tokenizer->size() > model->vocabulary())
    return userError(
        "expected a tokenizer of at most " + Twine(model->vocabulary()) +
        " tokens, as the model has, got one of " + Twine(tokenizer->size()));
  Generator generator(std::move(*model), *tokenizer, options.answer);
  if (Error error = options.chat ? generator.runChat()
                                 : generator.runPrompts(options.prompts))
    return error;
  errs() << generator.speeds() << "\n";
  return Error::success();
}

} // namespace

Error tenfold::runGenerate(Arguments arguments) {
  CommandLine line("generate", "MODEL",
                   "Writes text with a language model, token by token. MODEL "
                   "is a GGUF file, or what was compiled from one.");
  GenerateOptions options;
  std::string path;
  describe(line, options);
  addModelOptions(line, options.model);
  Expected<bool> done = parseCommand(line, arguments, path);
  if (!done || *done)
    return done.takeError();
  return generate(path, options);
}
