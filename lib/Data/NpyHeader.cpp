// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Data/NpyHeader.h"

#include <array>
#include <charconv>
#include <optional>

using namespace tenfold::runtime;

namespace tenfold::data {
namespace {

constexpr size_t kMaxRank = 64; // NumPy's

constexpr std::array kTypes = {
    ElementType{'b', 1}, ElementType{'i', 1}, ElementType{'i', 2},
    ElementType{'i', 4}, ElementType{'i', 8}, ElementType{'u', 1},
    ElementType{'u', 2}, ElementType{'u', 4}, ElementType{'u', 8},
    ElementType{'f', 2}, ElementType{'f', 4}, ElementType{'f', 8}};

template <typename... Parts> Error invalid(const Parts &...parts) {
  return makeError(TENFOLD_INVALID_ARGUMENT, parts...);
}

/// Walks over the few forms of Python that NumPy writes.
class Scanner {
public:
  explicit Scanner(std::string_view text) : rest(text) {}

  bool eat(char expected) {
    skipSpace();
    if (rest.empty() || rest.front() != expected)
      return false;
    rest.remove_prefix(1);
    return true;
  }

  bool atEnd() {
    skipSpace();
    return rest.empty();
  }

  std::optional<std::string_view> string() {
    char quote = eat('\'') ? '\'' : '"';
    if (quote == '"' && !eat('"'))
      return std::nullopt;
    size_t end = rest.find_first_of("'\"\\\n");
    if (end == std::string_view::npos || rest[end] != quote)
      return std::nullopt;
    std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return text;
  }

  std::optional<bool> boolean() {
    skipSpace();
    for (bool value : {false, true}) {
      std::string_view word = value ? "True" : "False";
      if (!rest.starts_with(word))
        continue;
      rest.remove_prefix(word.size());
      return value;
    }
    return std::nullopt;
  }

  std::optional<int64_t> natural() {
    skipSpace();
    int64_t value = 0;
    auto [end, failure] =
        std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (failure != std::errc() || value < 0)
      return std::nullopt;
    rest.remove_prefix(end - rest.data());
    return value;
  }

  /// `()`, `(3,)` or `(3, 5)`; as in Python, `(3)` is no tuple.
  std::optional<std::vector<int64_t>> tuple() {
    std::vector<int64_t> values;
    if (!eat('('))
      return std::nullopt;
    bool comma = true;
    while (!eat(')')) {
      std::optional<int64_t> value = natural();
      if (!comma || !value)
        return std::nullopt;
      values.push_back(*value);
      comma = eat(',');
    }
    if (values.size() == 1 && !comma)
      return std::nullopt;
    return values;
  }

private:
  void skipSpace() {
    size_t begin = rest.find_first_not_of(" \n");
    rest.remove_prefix(begin == std::string_view::npos ? rest.size() : begin);
  }

  std::string_view rest;
};

Expected<ElementType> parseType(std::string_view descr) {
  for (ElementType type : kTypes) {
    std::string name = spell(type);
    if (descr == (type.bytes == 1 ? "|" : "<") + name || descr == "<" + name ||
        descr == "=" + name)
      return type;
  }
  return invalid("expected a little-endian element type among f2, f4, f8, i1 "
                 "to i8, u1 to u8 and b1, got `",
                 descr, "`");
}

Error parseEntry(Scanner &scanner, std::string_view key, NpyHeader &header) {
  if (key == "descr") {
    std::optional<std::string_view> descr = scanner.string();
    if (!descr)
      return invalid(
          "expected `descr` to be a string; structured arrays have no tensor");
    Expected<ElementType> type = parseType(*descr);
    if (!type)
      return type.takeError();
    header.type = *type;
    return success();
  }
  if (key == "fortran_order") {
    std::optional<bool> order = scanner.boolean();
    header.fortranOrder = order.value_or(false);
    return order ? success()
                 : invalid("expected `fortran_order` to be True or False");
  }
  if (key != "shape")
    return invalid(
        "expected the keys `descr`, `fortran_order` and `shape`, got `", key,
        "`");
  std::optional<std::vector<int64_t>> shape = scanner.tuple();
  if (!shape || shape->size() > kMaxRank)
    return invalid("expected `shape` to be a tuple of at most ", kMaxRank,
                   " natural numbers");
  header.shape = std::move(*shape);
  return success();
}

} // namespace

std::string spell(ElementType type) {
  return type.kind + std::to_string(type.bytes);
}

Expected<NpyHeader> parseNpyHeader(std::string_view text) {
  constexpr std::array<std::string_view, 3> kKeys = {"descr", "fortran_order",
                                                     "shape"};
  NpyHeader header;
  Scanner scanner(text);
  std::vector<std::string_view> seen;
  if (!scanner.eat('{'))
    return invalid("expected a header that begins with an opening brace");
  bool comma = true;
  while (!scanner.eat('}')) {
    std::optional<std::string_view> key = scanner.string();
    if (!comma || !key || !scanner.eat(':'))
      return invalid("expected a header of the form {'descr': '<f4', "
                     "'fortran_order': False, 'shape': (3, 5)}");
    for (std::string_view before : seen)
      if (before == *key)
        return invalid("expected each key once in the header, got `", *key,
                       "` twice");
    seen.push_back(*key);
    if (Error error = parseEntry(scanner, *key, header))
      return error;
    comma = scanner.eat(',');
  }
  if (!scanner.atEnd())
    return invalid("expected nothing after the header's closing brace");
  if (seen.size() != kKeys.size())
    return invalid(
        "expected the keys `descr`, `fortran_order` and `shape`, got ",
        seen.size(), " of them");
  return header;
}

} // namespace tenfold::data
