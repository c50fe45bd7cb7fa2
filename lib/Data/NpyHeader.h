// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DATA_NPYHEADER_H
#define TENFOLD_DATA_NPYHEADER_H

#include "lib/Data/Array.h"
#include "lib/Runtime/Error.h"

#include <string_view>

namespace tenfold::data {

struct NpyHeader {
  ElementType type;
  bool fortranOrder = false;
  std::vector<int64_t> shape;
};

/// Parses the Python dictionary of an .npy header: exactly `descr`,
/// `fortran_order` and `shape`.
runtime::Expected<NpyHeader> parseNpyHeader(std::string_view text);

} // namespace tenfold::data

#endif // TENFOLD_DATA_NPYHEADER_H
