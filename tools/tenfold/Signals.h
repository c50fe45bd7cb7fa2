// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_SIGNALS_H
#define TENFOLD_TOOLS_TENFOLD_SIGNALS_H

namespace tenfold {

/// What would end the process with a signal becomes an error: a file larger
/// than the user's limit fails its `write`, and a model whose expressions nest
/// until the stack is full is reported.
void handleSignals();

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_SIGNALS_H
