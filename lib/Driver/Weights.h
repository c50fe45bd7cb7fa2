// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_WEIGHTS_H
#define TENFOLD_LIB_DRIVER_WEIGHTS_H

#include "lib/Import/Safetensors/Safetensors.h"

#include "mlir/IR/BuiltinOps.h"

#include <optional>
#include <vector>

namespace tenfold {

/// A parameter that entries ask for, as the user knows it.
struct Parameter {
  std::string path;
  mlir::Type elementType;
  llvm::SmallVector<int64_t> shape;
  std::string init; ///< name of its initialiser, may be empty
  mlir::Location location;

  int64_t elements() const;
};

/// The parameters of all entries, each path once, in order of appearance.
/// Reports a path of two types.
mlir::FailureOr<std::vector<Parameter>> parametersOf(mlir::ModuleOp module);

/// The value that `init` gives a parameter: element i is a function of path,
/// seed and i only. Reports what it does not know.
mlir::FailureOr<std::vector<char>> initialValue(const Parameter &parameter,
                                                uint64_t seed);

/// Where parameters get their values: a safetensors file, or their
/// initialisers. A file is mapped, and no value is copied.
class ParameterValues {
public:
  /// Reports missing parameters and those of another shape or type; names in
  /// the file that no parameter has become a warning.
  mlir::LogicalResult openFile(llvm::StringRef path, mlir::ModuleOp module);

  /// Bytes of a parameter, row-major, valid until the next call.
  mlir::FailureOr<llvm::StringRef> get(const Parameter &parameter);

private:
  std::optional<safetensors::File> file;
  std::vector<char> initial;
};

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_WEIGHTS_H
