//===- Tokenizer.cpp - a file's tokenizer ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/GGUF/Tokenizer.h"

#include "lib/Tokenizer/DescriptionMembers.h"

#include <cmath>

using namespace llvm;

namespace tenfold::gguf {
namespace {

/// Takes over members that the file has; the first of another type is noted.
struct Take {
  const File &file;
  std::string &failure;

  void operator()(StringRef name, std::string &member) const {
    take(name, "a string", &Value::string, [&](StringRef value) {
      member = value.str();
      return true;
    });
  }
  void operator()(StringRef name, std::optional<int32_t> &member) const {
    take(name, "an id", &Value::integer, [&](int64_t value) {
      member = static_cast<int32_t>(value);
      return *member == value;
    });
  }
  void operator()(StringRef name, std::optional<bool> &member) const {
    take(name, "a bool", &Value::boolean, [&](bool value) {
      member = value;
      return true;
    });
  }
  void operator()(StringRef name, std::vector<std::string> &member) const {
    take(name, "strings", &Value::strings,
         [&](const std::vector<StringRef> &values) {
           for (StringRef value : values)
             member.push_back(value.str());
           return true;
         });
  }
  template <typename Number>
  void operator()(StringRef name, std::vector<Number> &member) const {
    take(name, "numbers", &Value::numbers,
         [&](const std::vector<double> &values) {
           for (double value : values) {
             // Of integers, the kinds of tokens, there are few.
             if (std::is_integral_v<Number> && !(std::fabs(value) < 1e6))
               return false;
             member.push_back(static_cast<Number>(value));
           }
           return true;
         });
  }

private:
  template <typename Get, typename Put>
  void take(StringRef name, StringRef what, Get get, Put put) const {
    std::string key =
        (name == "chat_template" ? "tokenizer." : "tokenizer.ggml.") +
        name.str();
    const Value *value = file.value(key);
    if (!value || !failure.empty())
      return;
    auto member = (value->*get)();
    if (!member || !put(*member))
      failure = key + ": expected " + what.str() + ", got " + value->type();
  }
};

} // namespace

Expected<std::optional<TokenizerDescription>>
tokenizerDescription(const File &file) {
  if (!file.value("tokenizer.ggml.model"))
    return std::nullopt;
  TokenizerDescription description;
  std::string failure;
  tokenizer::visitScalars(description, Take{file, failure});
  tokenizer::visitLists(description, Take{file, failure});
  if (!failure.empty())
    return createStringError(failure);
  const Value *architecture = file.value("general.architecture");
  if (architecture && architecture->string() == "phi3" &&
      description.model == "llama")
    description.specialStripsRight = true;
  return description;
}

} // namespace tenfold::gguf
