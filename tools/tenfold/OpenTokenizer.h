// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_OPENTOKENIZER_H
#define TENFOLD_TOOLS_TENFOLD_OPENTOKENIZER_H

#include "lib/Tokenizer/Tokenizer.h"

namespace tenfold {

/// All bytes of a file, - is stdin.
llvm::Expected<std::string> readText(llvm::StringRef path);

/// The tokenizer of a GGUF file, a tokenizer.json or a description in JSON,
/// told by content.
llvm::Expected<Tokenizer> openTokenizer(llvm::StringRef path);

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_OPENTOKENIZER_H
