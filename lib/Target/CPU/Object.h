// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TARGET_CPU_OBJECT_H
#define TENFOLD_LIB_TARGET_CPU_OBJECT_H

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace tenfold {

struct ObjectOptions {
  std::string cpu = "x86-64-v3";
  /// LLVM features on top of the CPU's, as in "+avx512f,-amx-tile".
  std::string features;
  /// Bits of the vectors that code may use; without it LLVM splits 512-bit vectors on some CPUs.
  int64_t vectorBits = 256;
  /// Objects to make, each on a thread of its own. Part of the result: the same number gives the same bytes.
  unsigned partitions = 2;
};

/// Machine code of a module in the LLVM dialect, as position-independent ELF objects that link to a library which needs
/// no other. Reports what goes wrong at the module.
llvm::FailureOr<llvm::SmallVector<std::string>> emitObjects(mlir::ModuleOp module, const ObjectOptions &options);

} // namespace tenfold

#endif // TENFOLD_LIB_TARGET_CPU_OBJECT_H
