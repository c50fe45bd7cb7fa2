// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Values of templates, with Python's truth, equality and spelling.
#ifndef TENFOLD_JINJA_VALUE_H
#define TENFOLD_JINJA_VALUE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tenfold::jinja {

struct Macro;
class Value;

using List = std::vector<Value>;
/// In order of insertion; keys are strings.
using Dict = std::vector<std::pair<std::string, Value>>;

struct Undefined {
  std::string name;
};
struct None {};
/// The one value that templates can change.
struct Namespace {
  std::shared_ptr<Dict> members;
};
struct Function {
  llvm::StringRef name;
};

class Value {
public:
  using Storage =
      std::variant<Undefined, None, bool, int64_t, double,
                   std::shared_ptr<const std::string>,
                   std::shared_ptr<const List>, std::shared_ptr<const Dict>,
                   Namespace, Function, const Macro *>;

  Value() = default;
  Value(Undefined name) : storage(std::move(name)) {}
  Value(None) : storage(None{}) {}
  Value(bool flag) : storage(flag) {}
  Value(int64_t number) : storage(number) {}
  Value(size_t number) : storage(static_cast<int64_t>(number)) {}
  Value(double number) : storage(number) {}
  Value(std::string text) : weight(1 + text.size()) {
    storage = std::make_shared<const std::string>(std::move(text));
  }
  Value(llvm::StringRef text) : Value(text.str()) {}
  Value(const char *text) : Value(std::string(text)) {}
  Value(List items);
  Value(Dict members);
  Value(Namespace space) : storage(std::move(space)), levels(kMaxDepth) {}
  Value(Function function) : storage(function) {}
  Value(const Macro *macro) : storage(macro) {}

  /// Objects come sorted by key: llvm::json does not keep their order.
  static Value fromJson(const llvm::json::Value &json);

  template <typename T> bool is() const {
    return std::holds_alternative<T>(storage);
  }
  bool isUndefined() const { return is<Undefined>(); }
  bool isNone() const { return is<None>(); }
  bool isString() const { return is<std::shared_ptr<const std::string>>(); }
  bool isList() const { return list(); }
  bool isNumber() const { return is<int64_t>() || is<double>() || is<bool>(); }

  /// Null, or nothing, for a value of another kind.
  const std::string *string() const;
  const List *list() const;
  const Dict *dict() const;
  Dict *space() const;
  const Macro *macro() const;
  const Function *function() const { return std::get_if<Function>(&storage); }
  std::optional<int64_t> integer() const; ///< booleans are 0 and 1
  std::optional<double> number() const;

  llvm::StringRef kindName() const; ///< as in "a string"
  bool truth() const;
  /// Levels of lists and dicts in it. A namespace has them all: it must not be
  /// in any, since one in itself could not be freed.
  unsigned depth() const { return levels; }
  static constexpr unsigned kMaxDepth = 64;
  /// Characters and elements in it, those of shared parts as often as they
  /// show.
  size_t size() const { return weight; }

  std::string str() const;  ///< Python's str()
  std::string repr() const; ///< Python's repr()
  /// Python's json.dumps(ensure_ascii=False); `indent` below 0 is one line.
  std::string json(int64_t indent, int64_t level = 0) const;

  friend bool operator==(const Value &left, const Value &right);

private:
  Storage storage;
  unsigned levels = 0;
  size_t weight = 1;

  void contain(const Value &part);
};

/// The value of a key, or null.
const Value *find(const Dict &dict, llvm::StringRef key);

} // namespace tenfold::jinja

#endif // TENFOLD_JINJA_VALUE_H
