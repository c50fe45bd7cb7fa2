// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_GRAPH_H
#define TENFOLD_IMPORT_ONNX_GRAPH_H

#include "dialects/Interfaces/Dims.h"
#include "lib/Import/ONNX/Reader.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

#include <optional>

namespace tenfold::onnx {

/// What a name of the graph stands for.
struct Term {
  mlir::Value value; ///< null where only its elements are known so far
  mlir::Type element;
  Dims dims;
  /// The elements of a scalar or vector of integers that only depends on sizes:
  /// expressions over the names of the inputs' dims.
  std::optional<Dims> known;

  int64_t rank() const { return dims.size(); }
  explicit operator bool() const { return bool(element); }
};

/// The model under construction. The first failure sticks: from then on every
/// call returns nothing and changes nothing, so that rules need not ask after
/// each step.
class Graph {
public:
  Graph(const File &file, mlir::OpBuilder &builder)
      : file(file), builder(builder), sizes(builder.getContext()),
        location(builder.getUnknownLoc()) {}

  const File &file;
  mlir::OpBuilder &builder;
  DimContext sizes;

  //===- Names ------------------------------------------------------------===//

  /// Defines a name; an error where it has a meaning already.
  void define(llvm::StringRef name, Term term);

  /// The meaning of a name: an earlier result, an input or an initialiser.
  Term lookup(llvm::StringRef name);

  /// The extent that is called so, where it is known first: dimension `dim` of
  /// `value`.
  mlir::AffineExpr named(llvm::StringRef name, mlir::Value value, int64_t dim);

  /// The name of a symbol; empty for an expression.
  llvm::StringRef nameOf(mlir::AffineExpr extent) const;

  //===- Building ---------------------------------------------------------===//

  /// An op of nn with one result. Its types and extents are inferred, and it is
  /// verified.
  Term emit(llvm::StringRef op, llvm::ArrayRef<Term> operands,
            llvm::ArrayRef<mlir::NamedAttribute> attributes = {});

  Term constant(mlir::DenseElementsAttr values);
  /// A weight, read from the file by its name when the model is compiled.
  Term parameter(const Tensor &tensor);
  /// The term as a tensor, computed where only its elements are known.
  Term asTensor(Term term);

  mlir::Type i64() { return builder.getI64Type(); }
  mlir::Type i1() { return builder.getI1Type(); }
  mlir::NamedAttribute attribute(llvm::StringRef name, int64_t value);
  mlir::NamedAttribute attribute(llvm::StringRef name, double value);
  mlir::NamedAttribute attribute(llvm::StringRef name, mlir::Attribute value);

  /// Of rank 0.
  Term scalar(mlir::Type element, double value);
  Term cast(Term x, mlir::Type element);
  Term compare(llvm::StringRef predicate, Term lhs, Term rhs);
  Term reduce(llvm::StringRef kind, Term x, llvm::ArrayRef<int64_t> dims);
  Term rearrange(Term x, llvm::StringRef pattern,
                 llvm::ArrayRef<mlir::NamedAttribute> sizes = {});
  /// Elements `from` to `to`, to the end for none, counted from the end where
  /// negative.
  Term slice(Term x, int64_t dim, int64_t from, std::optional<int64_t> to,
             int64_t step = 1);
  Term select(Term condition, Term onTrue, Term onFalse);
  Term add(Term x, Term y) { return emit("nn.add", {x, y}); }
  Term sub(Term x, Term y) { return emit("nn.sub", {x, y}); }
  Term mul(Term x, Term y) { return emit("nn.mul", {x, y}); }
  Term div(Term x, Term y) { return emit("nn.div", {x, y}); }

  //===- Extents as values ------------------------------------------------===//

  /// 0, 1, 2, ... of as many as `extent` says.
  Term iota(mlir::AffineExpr extent);
  /// The extent itself, a scalar of i64.
  Term size(mlir::AffineExpr extent);
  /// A model with this expression above `bound` is refused at its entry; false
  /// where that cannot be stated.
  bool atMost(mlir::AffineExpr extent, int64_t bound);

  //===- Failure ----------------------------------------------------------===//

  bool failed() const { return !message.empty(); }
  Term fail(const llvm::Twine &what);
  /// Says where it failed, and what an op had to say of it, where one had.
  void blame(const llvm::Twine &where, llvm::StringRef diagnostic);
  llvm::StringRef failure() const { return message; }

  mlir::NamedAttrList bounds; ///< of `nn.bounds`
  mlir::Location location;

private:
  bool infer(mlir::Operation *op, llvm::ArrayRef<Term> operands, Term &result);
  Term along(mlir::AffineExpr extent);
  void noteSource(const Term &term);

  std::string message;
  llvm::StringMap<Term> terms;
  llvm::StringMap<mlir::AffineExpr> names;
  /// Where a symbol is the extent of something.
  llvm::DenseMap<mlir::AffineExpr, std::pair<Term, int64_t>> sources;
};

/// The tensor as an attribute.
mlir::DenseElementsAttr valuesOf(const Tensor &tensor,
                                 mlir::MLIRContext *context);

/// Integers where all are.
std::optional<llvm::SmallVector<int64_t>>
integersOf(llvm::ArrayRef<mlir::AffineExpr> elements);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_GRAPH_H
