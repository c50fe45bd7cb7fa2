// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TARGET_CPU_LINK_H
#define TENFOLD_LIB_TARGET_CPU_LINK_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace tenfold {

/// Any takes the first that is there, in the order of the others.
enum class Linker { Any, InProcess, LLD, CC };

/// Links ELF objects to a shared library at `output` that needs no other library.
llvm::Error linkShared(llvm::ArrayRef<std::string> objects, llvm::StringRef output, Linker linker = Linker::Any);

} // namespace tenfold

#endif // TENFOLD_LIB_TARGET_CPU_LINK_H
