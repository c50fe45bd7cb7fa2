//===- Description.cpp - a tokenizer's description as JSON ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Description.h"

#include "lib/Tokenizer/DescriptionMembers.h"
#include "lib/Tokenizer/Json.h"

#include <limits>

using namespace llvm;
using namespace tenfold;
using namespace tenfold::tokenizer;

namespace {

struct Write {
  json::OStream &os;
  void operator()(StringRef name, const std::string &value) const {
    if (!value.empty())
      os.attribute(name, json::fixUTF8(value));
  }
  template <typename T>
  void operator()(StringRef name, const std::optional<T> &value) const {
    if (value)
      os.attribute(name, *value);
  }
  template <typename T>
  void operator()(StringRef name, const std::vector<T> &list) const {
    os.attributeArray(name, [&] {
      for (const T &value : list)
        os.value(value);
    });
  }
};

struct Read {
  const Members &from;

  void operator()(StringRef name, std::string &value) const {
    value = from.string(name, "").str();
  }
  void operator()(StringRef name, std::optional<int32_t> &value) const {
    if (from.has(name))
      value = from.integer(name, 0, std::numeric_limits<int32_t>::max());
  }
  void operator()(StringRef name, std::optional<bool> &value) const {
    if (from.has(name))
      value = from.boolean(name, false);
  }
  template <typename T>
  void operator()(StringRef name, std::vector<T> &list) const {
    const json::Array *elements = from.array(name);
    for (size_t i = 0; elements && i < elements->size(); ++i)
      if (!get((*elements)[i], list.emplace_back()))
        return from.fail(
            name,
            "expected element " + Twine(i) + " to be " +
                (std::is_same_v<T, std::string> ? "a string" : "a number"));
  }

private:
  static bool get(const json::Value &from, std::string &to) {
    std::optional<StringRef> text = from.getAsString();
    to = text.value_or("").str();
    return text.has_value();
  }
  static bool get(const json::Value &from, float &to) {
    std::optional<double> number = from.getAsNumber();
    to = static_cast<float>(number.value_or(0));
    return number.has_value();
  }
  static bool get(const json::Value &from, int32_t &to) {
    std::optional<int64_t> number = from.getAsInteger();
    to = static_cast<int32_t>(number.value_or(0));
    return number && *number == to;
  }
};

} // namespace

std::string tenfold::toJson(const TokenizerDescription &description) {
  std::string text;
  raw_string_ostream stream(text);
  json::OStream os(stream);
  os.object([&] {
    visitScalars(description, Write{os});
    visitLists(description, Write{os});
  });
  return text;
}

Expected<TokenizerDescription>
tenfold::tokenizerDescriptionFrom(const json::Value &value) {
  TokenizerDescription description;
  std::string failure;
  Members members(&value, "", failure);
  visitScalars(description, Read{members});
  visitLists(description, Read{members});
  if (members.failed())
    return error(failure);
  return description;
}

Expected<TokenizerDescription>
tenfold::tokenizerDescriptionFromJson(StringRef text) {
  Expected<json::Value> value = parseJson(text);
  return value ? tokenizerDescriptionFrom(*value) : value.takeError();
}
