// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_INSPECT_H
#define TENFOLD_TOOLS_TENFOLD_INSPECT_H

#include "lib/Driver/Options.h"
#include "tenfold/Runtime.h"

#include "llvm/Support/JSON.h"

namespace tenfold {

/// What an artifact holds and needs, as data; the text is made of it. Memory is
/// at the dims where all are given, else at the bounds.
llvm::Expected<llvm::json::Object> inspectArtifact(const Artifact &artifact,
                                                   const ModelOptions &options);
std::string inspectionAsText(const llvm::json::Object &inspection);

/// A function of plan.json by name, null when there is none.
const llvm::json::Object *plannedFunction(const llvm::json::Object &plan,
                                          llvm::StringRef name);

/// The arena of one function of plan.json: steps to the right, bytes upwards, a
/// box for each buffer.
llvm::Expected<std::string> drawArena(const llvm::json::Object &function);

/// "ops", "passes", "targets" or "library" of this compiler, one a line.
llvm::Expected<std::string> listOf(llvm::StringRef what);

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_INSPECT_H
