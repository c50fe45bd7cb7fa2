// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// NumPy's .npy files (numpy.lib.format, versions 1 to 3): reading checks
/// everything, for the file may be anyone's.
#ifndef TENFOLD_DATA_NPY_H
#define TENFOLD_DATA_NPY_H

#include "lib/Data/Array.h"
#include "lib/Runtime/Error.h"

namespace tenfold::data {

using runtime::Error;
using runtime::Expected;

/// Types f2, f4, f8, i1 to i8, u1 to u8 and b1, little-endian. Fortran order is
/// turned into row-major.
Expected<Array> readNpy(const std::string &path);

/// The same from the bytes of a whole file.
Expected<Array> parseNpy(std::span<const std::byte> bytes);

/// Writes version 1.0 under a temporary name and renames; a file of that name
/// is replaced.
Error writeNpy(const std::string &path, const ArrayView &array);

/// What stands before the elements: its length is a multiple of 64.
std::string npyHeader(ElementType type, std::span<const int64_t> shape);

/// A whole file.
Expected<std::vector<std::byte>> readFile(const std::string &path);

} // namespace tenfold::data

#endif // TENFOLD_DATA_NPY_H
