// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_STEPTABLE_H
#define TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_STEPTABLE_H

#include "lib/Analysis/ProgramForm.h"

#include "llvm/ADT/SetVector.h"

namespace tenfold {

/// What a word of a step table does with its value, the bits above the kind.
/// The first four push onto the record of the kernel's arguments. Operands of
/// some follow as words of their own.
enum class StepWord : int64_t {
  Size = 0,   ///< a size of the entry, by index
  Buffer = 1, ///< an input or output, by index
  Weight = 2, ///< a place in the weights, bytes
  Arena = 3,  ///< a planned buffer, by index
  Call = 4,   ///< calls the kernel with this index and clears the record
  Return = 5,
  Slice = 6, ///< adds size + counter * size to the last address; two sizes
  Start = 7, ///< sets a counter to 0
  Until = 8, ///< a counter that has reached a size jumps; the size, the target
  Again = 9, ///< adds 1 to a counter and jumps; the target
  Unless = 10, ///< jumps where the byte at the one address is 0; the target
  Jump = 11,   ///< the target, an index of a word
};
inline constexpr int64_t kStepKindBits = 4;

/// The steps of an entry as words.
struct StepTable {
  llvm::SmallVector<int64_t> words;
  llvm::SetVector<mlir::AffineExpr> sizes; ///< over the entry's dims
  int64_t recordWords = 1;                 ///< of the longest record
  int64_t counters = 0;
};

/// `kernels` gives each kernel its index.
StepTable
makeStepTable(const ProgramForm &program,
              const llvm::DenseMap<mlir::Operation *, int64_t> &kernels);

} // namespace tenfold

#endif // TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_STEPTABLE_H
