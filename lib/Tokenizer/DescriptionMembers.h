// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The members of a description by their names in GGUF, once for all who read
/// or write one.
#ifndef TENFOLD_TOKENIZER_DESCRIPTIONMEMBERS_H
#define TENFOLD_TOKENIZER_DESCRIPTIONMEMBERS_H

#include "lib/Tokenizer/Description.h"

namespace tenfold::tokenizer {

/// visit(name, member) of each that is no list; `Description` may be const.
template <typename Description, typename Visit>
void visitScalars(Description &d, Visit visit) {
  visit("model", d.model);
  visit("pre", d.pre);
  visit("chat_template", d.chatTemplate);
  visit("bos_token_id", d.bosTokenId);
  visit("eos_token_id", d.eosTokenId);
  visit("eot_token_id", d.eotTokenId);
  visit("eom_token_id", d.eomTokenId);
  visit("unknown_token_id", d.unknownTokenId);
  visit("seperator_token_id", d.seperatorTokenId);
  visit("padding_token_id", d.paddingTokenId);
  visit("cls_token_id", d.clsTokenId);
  visit("mask_token_id", d.maskTokenId);
  visit("add_bos_token", d.addBosToken);
  visit("add_eos_token", d.addEosToken);
  visit("add_sep_token", d.addSepToken);
  visit("add_space_prefix", d.addSpacePrefix);
  visit("remove_extra_whitespaces", d.removeExtraWhitespaces);
  visit("normalizer.lowercase", d.normalizerLowercase);
  visit("normalizer.strip_accents", d.normalizerStripAccents);
  visit("special_strips_right", d.specialStripsRight);
}

/// The same of each list.
template <typename Description, typename Visit>
void visitLists(Description &d, Visit visit) {
  visit("tokens", d.tokens);
  visit("scores", d.scores);
  visit("token_type", d.tokenType);
  visit("merges", d.merges);
}

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_DESCRIPTIONMEMBERS_H
