// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Models evaluated by the reference interpreter.
#ifndef TENFOLD_TOOLS_TENFOLD_REFERENCE_H
#define TENFOLD_TOOLS_TENFOLD_REFERENCE_H

#include "tools/tenfold/Tensors.h"

namespace tenfold {

/// Results of a function of the model as it is after `import`; `states` gets
/// the names of those that are states.
llvm::Expected<NamedArrays> evaluateReference(const std::string &path,
                                              const CompileOptions &options,
                                              NamedArrays inputs,
                                              std::vector<std::string> &states);

/// Where the stages, and then `native`, part from the model as it is after
/// `import`: a report, empty when they never do.
llvm::Expected<std::string> bisectStages(const std::string &path,
                                         const CompileOptions &options,
                                         NamedArrays inputs,
                                         llvm::ArrayRef<data::Array> native);

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_REFERENCE_H
