// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TARGET_CPU_CPUTARGET_H
#define TENFOLD_LIB_TARGET_CPU_CPUTARGET_H

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace tenfold {

/// The register block of a contraction: `rows` rows of A against one panel of `vectors` vectors of B.
struct MicroKernelShape {
  int64_t rows;
  int64_t vectors;
  /// k steps in one trip of the main loop.
  int64_t unroll;
};

/// What the code generator knows about one CPU: plain data, read off an LLVM CPU name and features.
struct CPUTarget {
  std::string name;
  /// LLVM features that differ from those of `name`, as in "+amx-bf16,-avx512f"; empty for none.
  std::string features;
  int64_t vectorBits = 256;
  int64_t vectorRegisters = 16;
  bool fma = false;
  bool masks = false;
  bool bf16Dot = false;
  bool int8Dot = false;
  int64_t l1Bytes = 32 * 1024;
  int64_t l2Bytes = 512 * 1024;

  /// Lanes of one vector of a type of `bits` bits.
  int64_t lanes(int64_t bits) const { return vectorBits / bits; }

  /// Register block of contractions that accumulate in a type of 32 bits.
  MicroKernelShape microKernel() const;

  /// Columns of one packed panel of B, elements.
  int64_t panelColumns() const { return microKernel().vectors * lanes(32); }

  /// Steps of k between two visits of an accumulator in memory: a panel of that many rows fits in a quarter of L2.
  int64_t kBlock() const;

  /// Parses "name" or "name,+feature,-feature,l2=KiB": an LLVM CPU name of x86-64 and what differs from it.
  static mlir::FailureOr<CPUTarget> parse(llvm::StringRef spec, std::string &error);

  /// The target that the module's `program.cpu` names, x86-64-v3 without one; reports what it cannot read.
  static mlir::FailureOr<CPUTarget> of(mlir::ModuleOp module);

  /// The value of `program.cpu` for the machine the compiler runs on.
  static std::string host();
};

} // namespace tenfold

#endif // TENFOLD_LIB_TARGET_CPU_CPUTARGET_H
