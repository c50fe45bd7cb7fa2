// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Errors as values, for the runtime and for the writer of artifacts.
#ifndef TENFOLD_RUNTIME_ERROR_H
#define TENFOLD_RUNTIME_ERROR_H

#include "tenfold-c/Runtime.h"

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace tenfold::runtime {

/// True when something went wrong; success carries nothing and allocates
/// nothing.
struct [[nodiscard]] Error {
  TenfoldStatusCode code = TENFOLD_OK;
  std::string message;

  explicit operator bool() const { return code != TENFOLD_OK; }
};

inline Error success() { return {}; }

/// Appends strings and integers.
template <typename... Parts> std::string concat(const Parts &...parts) {
  std::string text;
  auto append = [&](const auto &part) {
    if constexpr (std::is_integral_v<std::decay_t<decltype(part)>>)
      text += std::to_string(part);
    else
      text += std::string_view(part);
  };
  (append(parts), ...);
  return text;
}

template <typename... Parts>
Error makeError(TenfoldStatusCode code, const Parts &...parts) {
  return {code, concat(parts...)};
}

/// A value, or the error that came instead of it.
template <typename T> class [[nodiscard]] Expected {
public:
  Expected(T value) : state(std::move(value)) {}
  Expected(Error error) : state(std::move(error)) {}

  explicit operator bool() const { return std::holds_alternative<T>(state); }
  T &operator*() { return std::get<T>(state); }
  const T &operator*() const { return std::get<T>(state); }
  T *operator->() { return &std::get<T>(state); }
  Error takeError() { return std::move(std::get<Error>(state)); }

private:
  std::variant<T, Error> state;
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_ERROR_H
