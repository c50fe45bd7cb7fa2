// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_LANGUAGEMODEL_H
#define TENFOLD_TOOLS_TENFOLD_LANGUAGEMODEL_H

#include "tenfold/Runtime.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <cstdlib>

namespace tenfold {

/// One sequence of tokens on its way through a function
///   step(tokens i64[batch, n], position i64[batch], cache...)
///       -> (logits f32[batch, 1, vocabulary], cache...)
/// of an artifact, with the cache that it updates in place.
class LanguageModel {
public:
  static llvm::Expected<LanguageModel>
  create(const Artifact &artifact, const std::string &function, int threads);

  /// The most tokens that a sequence may have.
  int64_t bound() const { return mostTokens; }
  int64_t vocabulary() const { return logits.shape.back(); }

  /// Makes room for a sequence of so many tokens, at most `bound()`.
  llvm::Error reserve(int64_t tokens);
  int64_t room() const { return capacity - int64_t(sequence.size()); }

  /// The tokens so far.
  llvm::ArrayRef<int32_t> tokens() const { return sequence; }
  /// Forgets all but the first `count` tokens; the cache behind them is
  /// overwritten when it is needed.
  void truncate(size_t count) { sequence.resize(count); }

  /// Appends up to as many tokens as one call takes, at least one, at most as
  /// there is room; removes them from `tokens`. The logits of the token after
  /// them are valid until the next call.
  llvm::Expected<llvm::ArrayRef<float>>
  advance(llvm::ArrayRef<int32_t> &tokens);

private:
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };
  struct Buffer {
    std::vector<int64_t> shape;
    DLDataType type;
    std::unique_ptr<void, Free> memory;

    DLTensor tensor();
    char *bytes() const { return static_cast<char *>(memory.get()); }
  };

  llvm::Error readSignature();
  llvm::Error readCache(const TenfoldTensorInfo &input);
  static void copyEntries(const Buffer &from, Buffer &to, size_t axis,
                          size_t count);
  llvm::Error growCache(size_t index, int64_t tokens);
  llvm::Error call(llvm::ArrayRef<int32_t> tokens);

  Session session;
  Function step;
  int64_t mostTokens = 0, mostAtOnce = 0, capacity = 0;
  int32_t capacityDim = -1;
  std::vector<int32_t> sequence;
  Buffer logits;
  std::vector<Buffer> cache;
};

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_LANGUAGEMODEL_H
