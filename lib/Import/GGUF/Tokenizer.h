// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_TOKENIZER_H
#define TENFOLD_IMPORT_GGUF_TOKENIZER_H

#include "lib/Import/GGUF/Reader.h"
#include "lib/Tokenizer/Description.h"

namespace tenfold::gguf {

/// What the file says of its tokenizer, if it has one: keys `tokenizer.*`.
/// Errors name the key.
llvm::Expected<std::optional<TokenizerDescription>>
tokenizerDescription(const File &file);

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_TOKENIZER_H
