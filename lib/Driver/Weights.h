// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_WEIGHTS_H
#define TENFOLD_LIB_DRIVER_WEIGHTS_H

#include "lib/Driver/WeightFile.h"
#include "lib/Runtime/Metadata.h"

#include "mlir/IR/BuiltinOps.h"

#include <optional>
#include <vector>

namespace tenfold {

/// A parameter that entries ask for, as the user knows it.
struct Parameter {
  std::string path;
  std::string dtype; ///< as MLIR spells it, "f32"
  llvm::SmallVector<int64_t> shape;
  std::string init; ///< name of its initialiser, may be empty

  /// "384x1536xf32"
  std::string type() const;
  int64_t elements() const;
};

/// The parameters of all public functions, each path once, in order of
/// appearance. Reports a path of two types.
mlir::FailureOr<std::vector<Parameter>> parametersOf(mlir::ModuleOp module);

/// The same from the metadata of an artifact to be.
std::vector<Parameter>
parametersOf(llvm::ArrayRef<runtime::WeightSpec> weights);

/// The path of a weight's parameter: a parameter that is packed in several ways
/// is several weights, "path", "path#1"...
llvm::StringRef parameterPath(llvm::StringRef weightPath);

/// The value that a parameter starts from: element i is a function of path,
/// seed and i only.
llvm::Expected<std::vector<char>> initialValue(const Parameter &parameter,
                                               uint64_t seed);

/// Where parameters get their values: a file, or their initialisers. A file is
/// mapped; only what a parameter does not have as the file stores it is copied,
/// decoded to f32, one parameter at a time.
class ParameterValues {
public:
  explicit ParameterValues(uint64_t seed) : seed(seed) {}
  void setParameters(std::vector<Parameter> known);
  bool empty() const { return parameters.empty(); }

  /// Fails on missing parameters and those of another shape or type; lists
  /// names in the file that no parameter has.
  llvm::Error openFile(llvm::StringRef path, std::string &unused);

  /// Bytes of a parameter, row-major, valid until the next call; of one part of
  /// its blocks for "path@part".
  llvm::Expected<llvm::StringRef> get(llvm::StringRef path);

  /// The format that the file has the parameter in, where it is not its type.
  std::optional<llvm::StringRef> storage(llvm::StringRef path) const;

private:
  llvm::Expected<llvm::StringRef> getPart(llvm::StringRef path,
                                          llvm::StringRef part);

  uint64_t seed;
  std::vector<Parameter> parameters;
  std::optional<WeightFile> file;
  std::vector<float> decoded;
  std::vector<char> initial; ///< or the part that was asked for last
};

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_WEIGHTS_H
