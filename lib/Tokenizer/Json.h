// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Members of JSON objects with their types checked; every error begins with
/// the path, as in "model.vocab: expected an object, got a string".
#ifndef TENFOLD_TOKENIZER_JSON_H
#define TENFOLD_TOKENIZER_JSON_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <string>

namespace tenfold::tokenizer {

llvm::Error error(const llvm::Twine &message);

/// Parses a text whose depth is bounded: llvm::json recurses without bound.
llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef text);

/// An object at a path. The first member that is not as expected is
/// remembered; getters then return defaults, and `takeError` tells it.
class Members {
public:
  Members(const llvm::json::Value *value, std::string path,
          std::string &failure);

  bool has(llvm::StringRef name) const; ///< present, and not null
  llvm::StringRef type() const { return string("type"); }
  llvm::StringRef string(llvm::StringRef name) const;
  llvm::StringRef string(llvm::StringRef name, llvm::StringRef otherwise) const;
  bool boolean(llvm::StringRef name, bool otherwise) const;
  int64_t integer(llvm::StringRef name, int64_t lo, int64_t hi) const;
  int64_t integer(llvm::StringRef name, int64_t lo, int64_t hi,
                  int64_t otherwise) const;
  /// Null, after a failure, when there is none.
  const llvm::json::Array *array(llvm::StringRef name) const;
  const llvm::json::Object *object(llvm::StringRef name) const;
  Members member(llvm::StringRef name) const;
  /// The objects of an array.
  std::vector<Members> members(llvm::StringRef name) const;

  /// Notes a failure at member `name`, or of the object itself when empty.
  void fail(llvm::StringRef name, const llvm::Twine &message) const;
  void expected(llvm::StringRef name, llvm::StringRef what) const;
  bool failed() const { return !failure.empty(); }

private:
  const llvm::json::Value *find(llvm::StringRef name) const;

  const llvm::json::Object *fields = nullptr;
  std::string path;
  std::string &failure;
};

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_JSON_H
