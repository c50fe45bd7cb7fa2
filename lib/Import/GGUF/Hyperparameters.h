// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_HYPERPARAMETERS_H
#define TENFOLD_IMPORT_GGUF_HYPERPARAMETERS_H

#include "lib/Import/GGUF/Reader.h"

namespace tenfold::gguf {

/// The numbers that a template asks of a file. They stay in bounds whatever the
/// file says: the first error is kept, and from then on all numbers are one.
class Hyperparameters {
public:
  Hyperparameters(const File &file, llvm::StringRef architecture)
      : file(file), architecture(architecture) {}

  llvm::StringRef name() const { return architecture; }

  /// `<architecture>.<key>`: a number from 1 to `most`, or one that is finite
  /// and above zero. Without a default the file has to have it.
  int64_t count(llvm::StringRef key, std::optional<int64_t> otherwise = {},
                int64_t most = kMostCount);
  double real(llvm::StringRef key, std::optional<double> otherwise = {});
  llvm::StringRef string(llvm::StringRef key, llvm::StringRef otherwise);

  /// A count for which files also say 0 when they mean that there is none.
  std::optional<int64_t> optionalCount(llvm::StringRef key);

  /// Whether the file has the key at all, or a tensor of that name.
  bool has(llvm::StringRef key) const;
  bool hasTensor(llvm::StringRef tensor) const { return file.find(tensor); }

  /// Rows of a matrix.
  int64_t rows(llvm::StringRef tensor);

  void fail(const llvm::Twine &message);
  void expect(bool condition, const llvm::Twine &message) {
    if (!condition)
      fail(message);
  }
  bool failed() const { return !message.empty(); }
  llvm::Error takeError() { return error("{0}", message); }

private:
  // Products of two and sums of three of them stay far below 2^63.
  static constexpr int64_t kMostCount = 1 << 24;

  std::string full(llvm::StringRef key) const;

  const File &file;
  llvm::StringRef architecture;
  std::string message;
};

/// A stranger's text on one line, for diagnostics.
std::string quoted(llvm::StringRef text);

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_HYPERPARAMETERS_H
