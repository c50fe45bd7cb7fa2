// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_NODE_H
#define TENFOLD_IMPORT_ONNX_NODE_H

#include "lib/Import/ONNX/Graph.h"

#include "llvm/ADT/StringSet.h"

namespace onnx {
class AttributeProto;
class NodeProto;
} // namespace onnx

namespace tenfold::onnx {

/// A node as its rule reads it. What the rule does not ask for is refused
/// afterwards, so that nothing of a node is passed over in silence.
class Node {
public:
  Node(Graph &graph, const ::onnx::NodeProto &proto, int64_t version)
      : graph(graph), proto(proto), version(version) {}

  Graph &graph;
  const ::onnx::NodeProto &proto;
  const int64_t version; ///< of the operator set

  bool failed() const { return graph.failed(); }
  void fail(const llvm::Twine &what) { graph.fail(what); }

  //===- Inputs -----------------------------------------------------------===//

  size_t numInputs() const;
  bool has(size_t index) const;
  Term in(size_t index);
  /// Integers that must be known: a shape, axes and the like.
  std::optional<llvm::SmallVector<int64_t>> integersIn(size_t index);
  /// The same, but expressions over dims will do.
  Dims extentsIn(size_t index);
  /// A number that must be known, one of the file's.
  double numberIn(size_t index);
  /// Refuses an input whose value only a call has.
  void failUnknown(size_t index);

  //===- Attributes -------------------------------------------------------===//

  bool hasAttribute(llvm::StringRef name);
  int64_t integer(llvm::StringRef name, std::optional<int64_t> otherwise = {});
  double real(llvm::StringRef name, std::optional<double> otherwise = {});
  std::string string(llvm::StringRef name, llvm::StringRef otherwise);
  std::optional<llvm::SmallVector<int64_t>> integers(llvm::StringRef name);
  const ::onnx::AttributeProto *attribute(llvm::StringRef name);

  /// From 0 on, out of one that may count from the end.
  int64_t axis(int64_t axis, int64_t rank);
  int64_t axisAttribute(int64_t otherwise, int64_t rank);
  /// Integers that are an attribute before operator set `since` and input
  /// `index` from it on.
  std::optional<llvm::SmallVector<int64_t>> moved(llvm::StringRef name,
                                                  size_t index, int64_t since);

  //===- Results ----------------------------------------------------------===//

  size_t numOutputs() const;
  bool wants(size_t index) const;
  void set(size_t index, Term term);
  void set(Term term) { set(0, std::move(term)); }

  /// Refuses inputs, attributes and results that the rule did not deal with.
  void finish();

private:
  std::string spellInput(size_t index) const;

  llvm::StringSet<> askedAttributes;
  llvm::SmallVector<bool> askedInputs, results;
};

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_NODE_H
