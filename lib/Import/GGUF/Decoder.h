// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_DECODER_H
#define TENFOLD_IMPORT_GGUF_DECODER_H

#include "lib/Import/GGUF/RopeScaling.h"
#include "lib/Import/GGUF/Template.h"

namespace tenfold::gguf {

/// A kind of layer: what layers of one model differ in.
struct LayerKind {
  llvm::StringRef suffix; ///< of its blocks' names
  Rope rope;
  std::optional<int64_t> window; ///< keys that a query sees, itself included
};

/// The template of decoders with gated feed-forward, filled out for one file.
/// What a file may have or lack is told by its tensors; what only the
/// architecture says is set by it.
class Decoder {
public:
  explicit Decoder(Hyperparameters &numbers);

  Hyperparameters &numbers;
  Settings settings;
  int64_t layers, width, heads, head;

  Rope rope() { return readRope(numbers, head); }

  /// All layers are of one kind.
  std::string uniform(const LayerKind &kind);
  /// Every `period`th layer is `last`, those before it are `first`.
  std::string alternating(const LayerKind &first, const LayerKind &last,
                          int64_t period);

private:
  void setSizes();
  void setBlocks();
  void setScaling(const Rope &rope);
  std::string layerBlocks(const LayerKind &kind);
  std::string finish(llvm::StringRef stack, llvm::StringRef last,
                     llvm::StringRef blocks);
};

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_DECODER_H
