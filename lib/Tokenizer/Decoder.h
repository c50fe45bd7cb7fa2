// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Tokens back to bytes, one function of tokenizer.json's `decoder` each. Each
/// token is turned by itself, knowing only the one before: so a stream of
/// tokens costs no more than the whole at once.
#ifndef TENFOLD_TOKENIZER_DECODER_H
#define TENFOLD_TOKENIZER_DECODER_H

#include "lib/Tokenizer/Normalizers.h"

#include <vector>

namespace tenfold::tokenizer {

struct DecodeContext {
  const std::string *previous; ///< the token before, null at the first
  bool added;                  ///< not of the model, but an added token
};

using DecodeStep =
    std::function<llvm::Error(std::string &token, const DecodeContext &)>;

DecodeStep decodeByteLevel();    ///< added tokens are not in its characters
DecodeStep decodeByteFallback(); ///< <0x0A> to the byte
DecodeStep decodeWordPiece(const std::string &prefix, bool cleanup);
DecodeStep decodeMetaspace(const std::string &replacement, bool dropsFirst);
DecodeStep decodeWithSuffix(const std::string &suffix); ///< which ends a word
DecodeStep decodeSeparated(); ///< spaces between tokens: without any decoder
/// At the beginning and the end of each token, or of the first alone.
DecodeStep decodeStrip(const std::string &content, size_t start, size_t stop,
                       bool ofFirst);
DecodeStep decodeReplace(Matcher pattern, std::string content);

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_DECODER_H
