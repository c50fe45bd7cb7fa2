// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// NumPy's .npz files: zip archives of .npy members, stored or deflated, by
/// libzip.
#ifndef TENFOLD_DATA_NPZ_H
#define TENFOLD_DATA_NPZ_H

#include "lib/Data/Array.h"
#include "lib/Runtime/Error.h"

#include <utility>

namespace tenfold::data {

template <typename ArrayType> struct Named {
  std::string name;
  ArrayType array;
};

/// All arrays in the archive's order, named by their members without ".npy";
/// duplicates are refused.
runtime::Expected<std::vector<Named<Array>>> readNpz(const std::string &path);

/// The same from the bytes of a whole file; errors name no file.
runtime::Expected<std::vector<Named<Array>>>
parseNpz(std::span<const std::byte> bytes);

/// Writes members stored, with a fixed date, under a temporary name and
/// renames. Equal arrays give equal bytes.
runtime::Error writeNpz(const std::string &path,
                        std::span<const Named<ArrayView>> arrays);

} // namespace tenfold::data

#endif // TENFOLD_DATA_NPZ_H
