//===- Patterns.cpp - how families of models split text -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The patterns are those of the models' own tokenizer.json; the names, and
// which model goes by which, are GGUF's (src/llama-vocab.cpp of llama.cpp).
//
//===----------------------------------------------------------------------===//
#include "lib/Tokenizer/Patterns.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

#define CONTRACTION "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define SYMBOLS_AND_SPACE                                                      \
  R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"
#define UPPER R"([\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}])"
#define LOWER R"([\p{Ll}\p{Lm}\p{Lo}\p{M}])"
#define PUNCTUATION_AND_SPACE                                                  \
  R"( ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)"

namespace tenfold::tokenizer {

constexpr StringLiteral kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

namespace {

constexpr StringLiteral kDigit = R"(\p{N})";
constexpr StringLiteral kThreeDigits = R"(\p{N}{1,3})";

constexpr StringLiteral kGpt2[] = {kGpt2Pattern};
constexpr StringLiteral kDigits[] = {kDigit, kGpt2Pattern};
constexpr StringLiteral kLlama3[] = {
    CONTRACTION R"(|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|)" SYMBOLS_AND_SPACE};
constexpr StringLiteral kQwen2[] = {
    CONTRACTION R"(|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|)" SYMBOLS_AND_SPACE};
constexpr StringLiteral kQwen35[] = {
    CONTRACTION
    R"(|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};
constexpr StringLiteral kGpt4o[] = {
    R"([^\r\n\p{L}\p{N}]?)" UPPER "*" LOWER "+" CONTRACTION
    R"(?|[^\r\n\p{L}\p{N}]?)" UPPER "+" LOWER "*" CONTRACTION
    R"(?|\p{N}{1,3}|)" PUNCTUATION_AND_SPACE};
constexpr StringLiteral kTekken[] = {R"([^\r\n\p{L}\p{N}]?)" UPPER "*" LOWER
                                     "+|"
                                     R"([^\r\n\p{L}\p{N}]?)" UPPER "+" LOWER
                                     R"(*|\p{N}|)" PUNCTUATION_AND_SPACE};
constexpr StringLiteral kDeepSeek3[] = {
    kThreeDigits, "[一-龥぀-ゟ゠-ヿ]+",
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|)"
    R"([^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|)"
    R"(\s*[\r\n]+|\s+(?!\S)|\s+)"};

struct Family {
  ArrayRef<StringLiteral> names;
  WordPatterns words;
};

constexpr StringLiteral kGpt2Names[] = {"gpt-2", "gpt2", "default", "",
                                        "phi-2", "mpt",  "olmo",    "jais"};
constexpr StringLiteral kDigitsNames[] = {"smollm",    "starcoder", "refact",
                                          "command-r", "codeshell", "exaone",
                                          "minerva-7b"};
constexpr StringLiteral kLlama3Names[] = {"llama-bpe", "llama3",  "llama-v3",
                                          "falcon3",   "pixtral", "lfm2"};
constexpr StringLiteral kChunkedNames[] = {"dbrx", "smaug-bpe", "glm4",
                                           "chatglm-bpe"};
constexpr StringLiteral kQwen2Names[] = {"qwen2"};
constexpr StringLiteral kLikeQwen2Names[] = {"deepseek-r1-qwen", "stablelm2",
                                             "hunyuan"};
constexpr StringLiteral kQwen35Names[] = {"qwen35"};
constexpr StringLiteral kGpt4oNames[] = {"gpt-4o", "llama4"};
constexpr StringLiteral kTekkenNames[] = {"tekken"};
constexpr StringLiteral kDeepSeek3Names[] = {"deepseek-v3"};

constexpr Family kFamilies[] = {
    {kGpt2Names, {kGpt2}},
    {kDigitsNames, {kDigits}},
    {kLlama3Names, {kLlama3, /*ignoreMerges=*/true, /*addsBos=*/true}},
    {kChunkedNames, {kLlama3}},
    {kQwen2Names, {kQwen2, false, false, /*composes=*/true}},
    {kLikeQwen2Names, {kQwen2}},
    {kQwen35Names, {kQwen35, false, false, /*composes=*/true}},
    {kGpt4oNames, {kGpt4o}},
    {kTekkenNames, {kTekken, /*ignoreMerges=*/true, /*addsBos=*/true}},
    {kDeepSeek3Names, {kDeepSeek3}},
};

} // namespace

const WordPatterns *findPatterns(StringRef name) {
  for (const Family &family : kFamilies)
    if (is_contained(family.names, name))
      return &family.words;
  return nullptr;
}

} // namespace tenfold::tokenizer
