// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// npz-copy (FROM TO)...: reads and writes .npy and .npz files, for the
// comparison with NumPy.
#include "lib/Data/Npy.h"
#include "lib/Data/Npz.h"

#include <cstdio>

using namespace tenfold;

namespace {

runtime::Error copyNpy(const std::string &from, const std::string &to) {
  runtime::Expected<data::Array> array = data::readNpy(from);
  return array ? data::writeNpy(to, *array) : array.takeError();
}

runtime::Error copyNpz(const std::string &from, const std::string &to) {
  runtime::Expected<std::vector<data::Named<data::Array>>> arrays =
      data::readNpz(from);
  if (!arrays)
    return arrays.takeError();
  std::vector<data::Named<data::ArrayView>> views;
  for (const data::Named<data::Array> &array : *arrays)
    views.push_back({array.name, array.array});
  return data::writeNpz(to, views);
}

} // namespace

int main(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string from = argv[i], to = argv[i + 1];
    runtime::Error error =
        from.ends_with(".npz") ? copyNpz(from, to) : copyNpy(from, to);
    if (!error)
      continue;
    std::fprintf(stderr, "error: %s\n", error.message.c_str());
    return 1;
  }
  return 0;
}
