// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/ThreadCount.h"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <thread>

using namespace tenfold::runtime;

namespace {

using Quota = std::optional<double>;

Quota ratio(double quota, double period) {
  return quota > 0 && period > 0 ? Quota(quota / period) : std::nullopt;
}

Quota tighter(Quota a, Quota b) { return !a ? b : !b ? a : std::min(*a, *b); }

/// Version 2: "max 100000" or "150000 100000", in microseconds.
Quota readVersion2(const std::string &group) {
  std::ifstream file(group + "/cpu.max");
  double quota = 0, period = 0;
  file >> quota >> period;
  return file ? ratio(quota, period) : std::nullopt;
}

/// Version 1: two files, the quota being -1 without a limit.
Quota readVersion1(const std::string &group) {
  std::ifstream quotaFile(group + "/cpu.cfs_quota_us"),
      periodFile(group + "/cpu.cfs_period_us");
  double quota = 0, period = 0;
  quotaFile >> quota;
  periodFile >> period;
  return quotaFile && periodFile ? ratio(quota, period) : std::nullopt;
}

/// The tightest limit of a group and those around it.
Quota tightestUpwards(const std::string &root, std::string group,
                      Quota (*read)(const std::string &)) {
  Quota quota;
  while (true) {
    quota = tighter(quota, read(root + group));
    if (group.empty())
      return quota;
    group.erase(group.rfind('/') == std::string::npos ? 0 : group.rfind('/'));
  }
}

bool listContains(const std::string &list, const std::string &name) {
  return ("," + list + ",").find("," + name + ",") != std::string::npos;
}

int affinityCount() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0)
    return CPU_COUNT(&set);
  return static_cast<int>(
      std::thread::hardware_concurrency()); // more CPUs than `set` has room for
}

} // namespace

std::optional<double> tenfold::runtime::cpuQuota(const std::string &membership,
                                                 const std::string &root) {
  std::ifstream lines(membership);
  Quota quota;
  for (std::string line; std::getline(
           lines,
           line);) { // "id:controllers:/group", no controllers in version 2
    size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos)
      continue;
    std::string controllers = line.substr(first + 1, second - first - 1),
                group = line.substr(second + 1);
    if (controllers.empty())
      quota = tighter(quota, tightestUpwards(root, group, readVersion2));
    else if (listContains(controllers, "cpu"))
      quota =
          tighter(quota, tightestUpwards(root + "/cpu", group, readVersion1));
  }
  return quota;
}

int tenfold::runtime::availableCpus() {
  Quota quota = cpuQuota("/proc/self/cgroup", "/sys/fs/cgroup");
  int granted = quota && *quota < affinityCount() ? static_cast<int>(*quota)
                                                  : affinityCount();
  return std::max(granted, 1);
}
