// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_RUNTIME_THREADCOUNT_H
#define TENFOLD_RUNTIME_THREADCOUNT_H

#include <optional>
#include <string>

namespace tenfold::runtime {

/// CPUs that this process may use: those of its affinity, at most as many whole
/// ones as its control groups grant, at least 1.
int availableCpus();

/// CPUs that the control groups listed in `membership` (as /proc/self/cgroup)
/// grant under the tree at `root`, both versions; nothing when there is no
/// limit.
std::optional<double> cpuQuota(const std::string &membership,
                               const std::string &root);

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_THREADCOUNT_H
