// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_DECODER_H
#define TENFOLD_IMPORT_GGUF_DECODER_H

#include "lib/Import/GGUF/LanguageModel.h"

namespace tenfold::gguf {

/// LLaMA and its relatives: gated feed-forward, RMS norms, rotary positions.
/// What a file may have or lack is told by its tensors; what only the
/// architecture says is set by it.
class Decoder : public LanguageModel {
public:
  explicit Decoder(Hyperparameters &numbers);

  Rope rope() { return readRope(numbers, head); }
};

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_DECODER_H
