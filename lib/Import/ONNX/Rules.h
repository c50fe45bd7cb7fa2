// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_RULES_H
#define TENFOLD_IMPORT_ONNX_RULES_H

#include "lib/Import/ONNX/Node.h"

namespace tenfold::onnx {

/// How an operator of the standard becomes nn. What changed between versions
/// is asked of `Node::version` in the rule.
struct Rule {
  llvm::StringLiteral op;
  void (*build)(Node &node);
};

/// The families; each is a table in the file of its name.
llvm::ArrayRef<Rule> constantRules();
llvm::ArrayRef<Rule> contractionRules();
llvm::ArrayRef<Rule> elementwiseRules();
llvm::ArrayRef<Rule> indexingRules();
llvm::ArrayRef<Rule> layoutRules();
llvm::ArrayRef<Rule> normRules();
llvm::ArrayRef<Rule> reductionRules();

/// Null for an operator that has none.
const Rule *findRule(llvm::StringRef op);

/// Operators that have rules, sorted.
std::vector<llvm::StringRef> supportedOperators();

/// Where the node only computes with sizes, does so and returns true.
bool foldSizes(Node &node);

/// `x` in the shape `extents`, in the order of its elements.
Term reshape(Node &node, Term x, Dims extents);

/// `x` stretched to `extents`, both ways as in NumPy.
Term broadcast(Graph &graph, Term x, llvm::ArrayRef<mlir::AffineExpr> extents);

/// The dimensions of `x` in this order.
Term transpose(Graph &graph, Term x, llvm::ArrayRef<int64_t> order);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_RULES_H
