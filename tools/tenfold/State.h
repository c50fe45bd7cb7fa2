// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Files of states: what a call of `run` leaves for the next one.
#ifndef TENFOLD_TOOLS_TENFOLD_STATE_H
#define TENFOLD_TOOLS_TENFOLD_STATE_H

#include "tools/tenfold/Tensors.h"

namespace tenfold {

/// All tensors of a safetensors file.
llvm::Expected<NamedArrays> readState(const std::string &path);

/// Writes the arrays of these names as safetensors.
llvm::Error writeState(const std::string &path, const NamedArrays &arrays,
                       llvm::ArrayRef<std::string> names);

/// Adds to `given` the states that it lacks.
void addStates(NamedArrays states, NamedArrays &given);

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_STATE_H
