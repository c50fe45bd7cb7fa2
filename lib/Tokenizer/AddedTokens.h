// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOKENIZER_ADDEDTOKENS_H
#define TENFOLD_TOKENIZER_ADDEDTOKENS_H

#include "lib/Tokenizer/Trie.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <string>

namespace tenfold::tokenizer {

/// A token that is found in text before anything else is done to it.
struct AddedToken {
  std::string content;
  int32_t id;
  bool singleWord = false; ///< only between other than word characters
  bool lstrip = false;     ///< takes the spaces before it along
  bool rstrip = false;     ///< and those after it
  bool normalized = false; ///< found in the normalized text
  bool special = false;    ///< part of a dialogue's form, not of its text
};

class AddedTokens {
public:
  /// `pattern` is the content as it stands in the text to be searched.
  llvm::Error add(AddedToken token, llvm::StringRef pattern);

  /// Visits the text between added tokens, and these. Of those that begin at a
  /// place the longest counts; special ones only where `special` says so.
  /// `visit(text, begin, token)`: the token is null for text between.
  llvm::Error split(llvm::StringRef text, bool normalized, bool special,
                    llvm::function_ref<llvm::Error(llvm::StringRef, size_t,
                                                   const AddedToken *)>
                        visit) const;

  llvm::ArrayRef<AddedToken> tokens() const { return added; }

private:
  std::vector<AddedToken> added;
  Trie raw, normal; ///< of indices into `added`
};

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_ADDEDTOKENS_H
