// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// What is done to text before it is split, one function of tokenizer.json's
/// `normalizer` each.
#ifndef TENFOLD_TOKENIZER_NORMALIZERS_H
#define TENFOLD_TOKENIZER_NORMALIZERS_H

#include "lib/Tokenizer/Matchers.h"
#include "lib/Tokenizer/Unicode.h"

namespace tenfold::tokenizer {

using Normalizer = std::function<llvm::Error(std::string &)>;

struct BertOptions {
  bool cleanText = true, spaceChinese = true, stripAccents = true,
       lowercase = true;
};

Normalizer normalForm(NormalForm form);
Normalizer lowercase();
Normalizer stripMarks(bool (*isMark)(char32_t));
Normalizer bertNormalizer(BertOptions options);
Normalizer replace(Matcher pattern, std::string content);
Normalizer prepend(std::string text);
Normalizer strip(bool left, bool right);
Normalizer byteLevelNormalizer();

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_NORMALIZERS_H
