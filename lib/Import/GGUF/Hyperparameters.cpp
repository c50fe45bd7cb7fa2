// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Import/GGUF/Hyperparameters.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;

namespace tenfold::gguf {

std::string quoted(StringRef text) {
  constexpr size_t kMost = 64;
  std::string result;
  raw_string_ostream os(result);
  printEscapedString(text.take_front(kMost), os);
  return "`" + result + "`";
}

std::string Hyperparameters::full(StringRef key) const {
  return (architecture + "." + key).str();
}

void Hyperparameters::fail(const Twine &text) {
  if (!failed())
    message = text.str();
}

int64_t Hyperparameters::count(StringRef key, std::optional<int64_t> otherwise,
                               int64_t most) {
  if (otherwise && !has(key))
    return *otherwise;
  Expected<int64_t> value = file.integer(full(key));
  if (!value)
    fail(toString(value.takeError()));
  else if (*value < 1 || *value > most)
    fail(formatv("expected metadata `{0}` to be from 1 to {1}, got {2}",
                 full(key), most, *value)
             .str());
  return failed() ? 1 : *value;
}

std::optional<int64_t> Hyperparameters::optionalCount(StringRef key) {
  const Value *value = file.value(full(key));
  if (!value || value->integer() == 0)
    return std::nullopt;
  return count(key);
}

double Hyperparameters::real(StringRef key, std::optional<double> otherwise) {
  if (otherwise && !has(key))
    return *otherwise;
  Expected<double> value = file.number(full(key));
  if (!value)
    fail(toString(value.takeError()));
  else if (!std::isfinite(*value) || *value <= 0)
    fail(formatv("expected metadata `{0}` to be finite and above zero, got {1}",
                 full(key), *value)
             .str());
  return failed() ? 1 : *value;
}

StringRef Hyperparameters::string(StringRef key, StringRef otherwise) {
  if (!has(key))
    return otherwise;
  Expected<StringRef> value = file.string(full(key));
  if (value)
    return *value;
  fail(toString(value.takeError()));
  return otherwise;
}

bool Hyperparameters::has(StringRef key) const { return file.value(full(key)); }

int64_t Hyperparameters::rows(StringRef name) {
  const Tensor *tensor = file.find(name);
  if (tensor && tensor->shape.size() == 2 && tensor->shape[0] >= 1 &&
      tensor->shape[0] <= kMostCount)
    return failed() ? 1 : tensor->shape[0];
  fail("expected tensor `" + name + "` to have 1 to 2^24 rows, got " +
       (tensor ? "another shape" : "no such tensor"));
  return 1;
}

} // namespace tenfold::gguf
