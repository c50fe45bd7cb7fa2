// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_RUNTIME_CPUFEATURES_H
#define TENFOLD_RUNTIME_CPUFEATURES_H

#include "lib/Runtime/Error.h"

#include <string>
#include <vector>

namespace tenfold::runtime {

/// Fails with the first feature, in LLVM's spelling, that this CPU or its
/// system lacks or that is not known here.
Error checkCpuFeatures(const std::vector<std::string> &required);

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_CPUFEATURES_H
