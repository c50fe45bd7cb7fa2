// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// How text falls into the words that a model sees, one function of
/// tokenizer.json's `pre_tokenizer` each. A splitter hands on its pieces one
/// by one, so a chain of them copies nothing.
#ifndef TENFOLD_TOKENIZER_SPLITTERS_H
#define TENFOLD_TOKENIZER_SPLITTERS_H

#include "lib/Tokenizer/Matchers.h"

#include <vector>

namespace tenfold::tokenizer {

struct Piece {
  llvm::StringRef text;
  bool first; ///< the text begins with it
};

using Sink = llvm::function_ref<llvm::Error(Piece)>;
using Splitter = std::function<llvm::Error(Piece, Sink)>;

/// What becomes of a match.
enum class Behavior {
  Removed,
  Isolated,
  MergedWithPrevious,
  MergedWithNext,
  Contiguous, ///< isolated, neighbouring ones together
};

enum class PrependScheme { Always, First, Never };

Splitter split(Matcher matcher, Behavior behavior, bool invert = false);

/// Bytes as characters; `words` may be null.
Splitter byteLevel(bool addPrefixSpace, Splitter words);

/// Spaces as `replacement`, each the beginning of a piece.
Splitter metaspace(const std::string &replacement, PrependScheme scheme,
                   bool split);

/// Runs a piece through splitters and hands what comes out to the sink.
llvm::Error runSplitters(llvm::ArrayRef<Splitter> splitters, Piece piece,
                         Sink sink);

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_SPLITTERS_H
