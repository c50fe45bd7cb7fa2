// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The checks of a call's tensors against what the function expects. They
/// allocate only to report an error.
#ifndef TENFOLD_RUNTIME_ARGUMENTS_H
#define TENFOLD_RUNTIME_ARGUMENTS_H

#include "lib/Runtime/Function.h"

namespace tenfold::runtime {

using Tensors = std::span<const DLTensor *const>;

/// Reads the dims off the inputs: equal names must be equal sizes, within their
/// bounds.
Error bindDims(const FunctionSpec &function, Tensors inputs,
               std::span<int64_t> dims);

/// Checks the outputs at these dims.
Error checkOutputs(const FunctionSpec &function, Tensors outputs, Dims dims);

/// Compiled code writes outputs while it still reads inputs, so that none may
/// overlap an output.
Error checkOverlap(const FunctionSpec &function, Tensors inputs,
                   Tensors outputs);

/// The first element.
void *dataOf(const DLTensor &tensor);

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_ARGUMENTS_H
