//===- Rules.cpp - the families of operators, together --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

using namespace llvm;

namespace tenfold::onnx {

static const StringMap<const Rule *> &allRules() {
  static const StringMap<const Rule *> rules = [] {
    StringMap<const Rule *> found;
    for (ArrayRef<Rule> family :
         {arithmeticRules(),  attentionRules(),   constantRules(),
          contractionRules(), elementwiseRules(), flexAttentionRules(),
          flowRules(),        fourierRules(),     generatorRules(),
          indexingRules(),    layoutRules(),      lossRules(),
          normRules(),        orderRules(),       placeRules(),
          quantizedRules(),   recurrentRules(),   reductionRules(),
          resizeRules(),      samplingRules(),    scatterRules(),
          streamingRules(),   trainingRules(),    windowRules()})
      for (const Rule &rule : family)
        found[rule.op] = &rule;
    return found;
  }();
  return rules;
}

const Rule *findRule(StringRef op) { return allRules().lookup(op); }

std::vector<StringRef> supportedOperators() {
  std::vector<StringRef> names(allRules().keys().begin(),
                               allRules().keys().end());
  llvm::sort(names);
  return names;
}

} // namespace tenfold::onnx
