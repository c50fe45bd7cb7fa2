// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_ROPESCALING_H
#define TENFOLD_IMPORT_GGUF_ROPESCALING_H

#include "lib/Import/GGUF/Hyperparameters.h"

namespace tenfold::gguf {

/// Rotary position embedding as `nn.rope` has it: the angle of pair i is
/// position * base^(-2 i / dims) / factors[i].
struct Rope {
  double base;
  int64_t dims;
  double magnitude = 1;
  llvm::StringRef frequencies; ///< the tensor that has the factors, or
  llvm::StringRef scaling;     ///< the block; both empty: all are one
  double factor = 1;
  double first = 0, range = 1; ///< pairs between which YaRN's part grows
};

/// What the file says of heads of width `head`.
Rope readRope(Hyperparameters &numbers, int64_t head);

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_ROPESCALING_H
