// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// What GGUF's keys `tokenizer.ggml.*` say, as plain data, and its JSON, the
/// form that an artifact carries.
#ifndef TENFOLD_TOKENIZER_DESCRIPTION_H
#define TENFOLD_TOKENIZER_DESCRIPTION_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tenfold {

/// A member is named as its key, `tokenizer.ggml.` left out; a key that the
/// file lacks leaves the member as it is here.
struct TokenizerDescription {
  /// `token_type`, as GGUF numbers it.
  enum Type : int32_t {
    Normal = 1,
    Unknown,
    Control,
    UserDefined,
    Unused,
    Byte
  };

  std::string model; ///< gpt2, llama, bert or t5
  std::string pre;   ///< how gpt2 splits text into words: smollm, llama-bpe...
  std::vector<std::string> tokens;
  std::vector<float> scores;       ///< one per token, or none
  std::vector<int32_t> tokenType;  ///< one per token, or none: all normal
  std::vector<std::string> merges; ///< "left right", best first

  std::optional<int32_t> bosTokenId, eosTokenId, eotTokenId, eomTokenId,
      unknownTokenId, seperatorTokenId, paddingTokenId, clsTokenId, maskTokenId;

  /// Without a key the model's habit holds.
  std::optional<bool> addBosToken, addEosToken, addSepToken, addSpacePrefix,
      removeExtraWhitespaces, normalizerLowercase, normalizerStripAccents;

  /// Special tokens take the blanks after them along, but for those that begin
  /// and end a text: so of Phi-3, and GGUF has no key for it.
  std::optional<bool> specialStripsRight;

  std::string chatTemplate; ///< of key `tokenizer.chat_template`; may be empty
};

/// Canonical: equal descriptions give equal text.
std::string toJson(const TokenizerDescription &description);

/// Reads what `toJson` wrote; of parsed JSON, or of its text.
llvm::Expected<TokenizerDescription>
tokenizerDescriptionFrom(const llvm::json::Value &json);
llvm::Expected<TokenizerDescription>
tokenizerDescriptionFromJson(llvm::StringRef json);

} // namespace tenfold

#endif // TENFOLD_TOKENIZER_DESCRIPTION_H
