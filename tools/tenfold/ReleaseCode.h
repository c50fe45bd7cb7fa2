// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_RELEASECODE_H
#define TENFOLD_TOOLS_TENFOLD_RELEASECODE_H

namespace tenfold {

/// Gives back the memory that this process has of its executable and shared
/// libraries, of which starting with LLVM alone takes 80 MB. What is used again
/// comes from the files.
void releaseCode();

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_RELEASECODE_H
