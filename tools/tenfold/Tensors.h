// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Arrays of files as arguments of calls, matched by name.
#ifndef TENFOLD_TOOLS_TENFOLD_TENSORS_H
#define TENFOLD_TOOLS_TENFOLD_TENSORS_H

#include "lib/Data/Npz.h"
#include "lib/Driver/CommandLine.h"
#include "tenfold/Compiler.h"
#include "tenfold/Runtime.h"

#include "llvm/Support/Error.h"

namespace tenfold {

/// The arguments of one side of a call, in its order.
class Tensors {
public:
  explicit Tensors(std::vector<data::Array> arrays);
  Tensors(Tensors &&) = default;

  std::span<const DLTensor *const> pointers() const { return handles; }
  /// Makes one of these lie in the memory of another tensor.
  void share(size_t index, const DLTensor &memory) {
    tensors[index].data = memory.data;
  }
  std::vector<data::Array> &arrays() { return owned; }

private:
  std::vector<data::Array> owned;
  std::vector<DLTensor> tensors;
  std::vector<const DLTensor *> handles;
};

using NamedArrays = std::vector<data::Named<data::Array>>;

/// Adds `--inputs` and `--input` to a command's options.
void addInputOptions(CommandLine &line, std::string &npz,
                     std::vector<std::string> &pairs);

/// What is given by `--inputs` and `--input NAME=FILE`, each name once.
llvm::Expected<NamedArrays> readInputs(const std::string &npz,
                                       llvm::ArrayRef<std::string> pairs);

/// A name given twice is an error.
llvm::Error checkNames(const NamedArrays &arrays);

/// What a call wants: names and types ("f32") of its inputs in order.
using InputList = std::vector<std::pair<std::string, std::string>>;
InputList inputsOf(const Function &function);

/// Whether input `index` is a state: donated to a result of its name.
bool isState(const Function &function, size_t index);

/// What states begin with, zeros, where their extents are known.
NamedArrays newStates(const Function &function);

/// Arrays in the order of `wanted`, f32 rounded where that is a half; extra or
/// missing names and wrong types are errors.
llvm::Expected<std::vector<data::Array>> matchInputs(const InputList &wanted,
                                                     NamedArrays given);

/// Inputs of the given dims: integers within their range, floats in [-1, 1).
llvm::Expected<Tensors> randomInputs(const Function &function,
                                     llvm::ArrayRef<DimRange> dims);

/// Room for the results of a call with these inputs; sets the dims.
llvm::Expected<Tensors> makeOutputs(const Function &function,
                                    const Tensors &inputs,
                                    std::vector<int64_t> &dims);

/// Name, shape, dtype, min, mean and max, one array a line.
std::string summarize(llvm::ArrayRef<data::Named<data::ArrayView>> arrays);

/// "f32", "i64", "bool".
std::string dtypeName(DLDataType type);

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_TENSORS_H
