// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_RULES_H
#define TENFOLD_IMPORT_ONNX_RULES_H

#include "lib/Import/ONNX/Node.h"

namespace google::protobuf {
template <typename Element> class RepeatedPtrField;
} // namespace google::protobuf

namespace tenfold::onnx {

/// How an operator of the standard becomes nn. What changed between versions
/// is asked of `Node::version` in the rule.
struct Rule {
  llvm::StringLiteral op;
  void (*build)(Node &node);
};

/// The families; each is a table in the file of its name.
llvm::ArrayRef<Rule> arithmeticRules();
llvm::ArrayRef<Rule> attentionRules();
llvm::ArrayRef<Rule> constantRules();
llvm::ArrayRef<Rule> contractionRules();
llvm::ArrayRef<Rule> elementwiseRules();
llvm::ArrayRef<Rule> flexAttentionRules();
llvm::ArrayRef<Rule> flowRules();
llvm::ArrayRef<Rule> fourierRules();
llvm::ArrayRef<Rule> generatorRules();
llvm::ArrayRef<Rule> indexingRules();
llvm::ArrayRef<Rule> layoutRules();
llvm::ArrayRef<Rule> lossRules();
llvm::ArrayRef<Rule> normRules();
llvm::ArrayRef<Rule> orderRules();
llvm::ArrayRef<Rule> placeRules();
llvm::ArrayRef<Rule> quantizedRules();
llvm::ArrayRef<Rule> recurrentRules();
llvm::ArrayRef<Rule> reductionRules();
llvm::ArrayRef<Rule> resizeRules();
llvm::ArrayRef<Rule> samplingRules();
llvm::ArrayRef<Rule> scatterRules();
llvm::ArrayRef<Rule> streamingRules();
llvm::ArrayRef<Rule> trainingRules();
llvm::ArrayRef<Rule> windowRules();

/// Builds the nodes of a graph or a function, one after another.
using Nodes = ::google::protobuf::RepeatedPtrField<::onnx::NodeProto>;
void importNodes(Graph &graph, const Nodes &nodes);

/// The results of a graph inside a node, of these inputs.
llvm::SmallVector<Term> importGraph(Graph &graph,
                                    const ::onnx::GraphProto &inner,
                                    llvm::ArrayRef<Term> inputs);

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

/// A vector over dimension 1 beside tensors of `rank`.
Term overChannels(Graph &graph, Term vector, int64_t rank);

/// The second operand; before operator set 7 its dimensions begin at an `axis`
/// of the first one.
Term secondOf(Node &node);

Term matmul(Node &node, Term lhs, Term rhs);

/// A product of heads where each of the second operand serves as many
/// consecutive ones of the first: `from` and `with` name the last dimensions.
Term headProduct(Node &node, Term x, Term y, llvm::StringRef from,
                 llvm::StringRef with, llvm::StringRef to);

/// The root of attention's scale, for both operands of the product.
Term rootOfScale(Node &node, const Term &query);

/// By the node's attributes.
Term convolution(Node &node, Term x, Term weight);

Term padZeros(Graph &graph, Term x, int64_t dim, int64_t before, int64_t after);

Term sigmoid(Graph &graph, Term x);
Term softmax(Graph &graph, Term x, int64_t axis);

/// Indices that count from the end below zero, as ones from the start.
Term fromStart(Graph &graph, Term indices, mlir::AffineExpr extent);

/// The dimensions of `x` in this order.
Term transpose(Graph &graph, Term x, llvm::ArrayRef<int64_t> order);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_RULES_H
