// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_PROGRAMFORM_H
#define TENFOLD_LIB_ANALYSIS_PROGRAMFORM_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AffineExpr.h"

namespace tenfold {

/// An input, weight or result of an entry.
struct ProgramArgument {
  enum class Role { Input, Weight, Result };
  mlir::BlockArgument argument;
  Role role;
  std::string name;
  mlir::AffineExpr bytes;
  bool isDonated = false; ///< a result in the memory of an input
};

/// A buffer of the arena; its index is that of its offset. One that is made
/// outside of a loop and used inside lives through all of the loop.
struct ProgramBuffer {
  mlir::AffineExpr bytes;
  int64_t first = -1; ///< steps of the first and last use
  int64_t last = -1;
};

/// A step into the parts of a buffer: bytes to its address are
/// first + (counter of the loop) * step.
struct ProgramSlice {
  unsigned loop;
  mlir::AffineExpr first, step;
};

/// What a kernel call reads or writes: the number of an argument (without dims)
/// or of a buffer, and the extents it is seen with.
struct ProgramAccess {
  unsigned operand; ///< of the call
  bool isRead;
  bool isWritten;
  bool isBuffer;
  unsigned index;
  llvm::SmallVector<mlir::AffineExpr> extents;
  llvm::SmallVector<ProgramSlice> slices;
};

/// A place of the control flow between two steps.
struct ProgramFlow {
  enum class Kind {
    Loop,     ///< repeats what follows `trips` times
    EndLoop,  ///
    While,    ///< repeats what follows until a test fails
    Test,     ///< leaves the innermost `While` where `condition` is false
    EndWhile, ///
    If,       ///< goes to `Else` where `condition` is false
    Else,     ///
    EndIf,    ///
  };
  Kind kind;
  unsigned step = 0; ///< that it comes before
  unsigned loop = 0; ///< number of a counted one
  mlir::AffineExpr trips = {};
  ProgramAccess condition = {}; ///< a byte
};

/// A kernel call, and what it accesses in the order of its operands.
struct ProgramStep {
  mlir::func::CallOp call;
  mlir::func::FuncOp kernel;
  llvm::SmallVector<ProgramAccess> accesses;
};

/// An entry as data. Sizes are expressions whose symbol i is dim i.
struct ProgramForm {
  mlir::func::FuncOp entry;
  llvm::SmallVector<std::string> dims;
  llvm::SmallVector<ProgramArgument> arguments;
  llvm::SmallVector<ProgramBuffer> buffers;
  llvm::SmallVector<ProgramStep> steps;
  llvm::SmallVector<ProgramFlow> flow; ///< in order
  unsigned loops = 0;                  ///< counted ones
  /// Scratch bytes of one worker are the maximum of these.
  llvm::SmallVector<mlir::AffineExpr> scratch;
};

/// Reads a `program.entry`; errors have the location of the op that is no
/// program form. Arguments for the call and the scratch are passed over.
llvm::FailureOr<ProgramForm> readProgram(mlir::func::FuncOp entry);

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_PROGRAMFORM_H
