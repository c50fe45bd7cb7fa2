// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The parts of tokenizer.json, each appended to the pipeline; failures are
/// noted in the members.
#ifndef TENFOLD_TOKENIZER_JSONPARTS_H
#define TENFOLD_TOKENIZER_JSONPARTS_H

#include "lib/Tokenizer/Json.h"
#include "lib/Tokenizer/Pipeline.h"

namespace tenfold::tokenizer {

void readNormalizer(const Members &json, Pipeline &pipeline);
void readPreTokenizer(const Members &json, Pipeline &pipeline);
void readPostProcessor(const Members &json, Pipeline &pipeline);
/// `fused`: a decoder before this has joined the tokens.
void readDecoder(const Members &json, Pipeline &pipeline, bool &fused);
void readModel(const Members &json, Pipeline &pipeline);

/// Member `pattern`: {"String": ...} or {"Regex": ...}.
Matcher readPattern(const Members &json);

inline void refuseType(const Members &json) {
  json.fail("", "type '" + json.type() + "' is not supported");
}

} // namespace tenfold::tokenizer

#endif // TENFOLD_TOKENIZER_JSONPARTS_H
