// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// One call of native code.
#ifndef TENFOLD_TOOLS_TENFOLD_NATIVE_H
#define TENFOLD_TOOLS_TENFOLD_NATIVE_H

#include "tools/tenfold/OpenModel.h"
#include "tools/tenfold/Tensors.h"

namespace tenfold {

/// The named results of a model, compiled first, or of an artifact. `profile`
/// is where the times of its kernels go, and `states` gets the names of those
/// results that are states, if anything.
llvm::Expected<NamedArrays>
callNative(const std::string &path, ModelOptions &options, NamedArrays given,
           const std::string &profile = "",
           std::vector<std::string> *states = nullptr);

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_NATIVE_H
