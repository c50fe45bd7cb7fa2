// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_RUNTIME_DYNAMICLIBRARY_H
#define TENFOLD_RUNTIME_DYNAMICLIBRARY_H

#include "lib/Runtime/Memory.h"

namespace tenfold::runtime {

/// Loads the very file that `descriptor` stands for, for `dlclose` by the
/// caller. The descriptor may be replaced and must stay open as long as the
/// library is loaded; `path` is for messages.
Expected<void *> openLibrary(FileDescriptor &descriptor,
                             const std::string &path);

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_DYNAMICLIBRARY_H
