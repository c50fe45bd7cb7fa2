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
  mlir::Value value;  ///< null where only its elements are known so far
  mlir::Type element; ///< what they mean, which may be carried by another type
  Dims dims;
  /// The elements of a scalar or vector of integers that only depends on sizes:
  /// expressions over the names of the inputs' dims.
  std::optional<Dims> known;

  int64_t rank() const { return dims.size(); }
  explicit operator bool() const { return bool(element); }
};

/// Names of the graph, of one inside a node, or of a function, which sees
/// nothing outside of it.
struct Scope {
  const ::onnx::GraphProto *graph = nullptr;
  const ::onnx::FunctionProto *function = nullptr;
  llvm::StringMap<Term> terms = {};
};

/// What a step of a loop ends with.
struct Step {
  llvm::SmallVector<Term> next, emitted;
};

/// The model under construction. The first failure sticks: from then on every
/// call returns nothing and changes nothing, so that rules need not ask after
/// each step.
class Graph {
public:
  Graph(const File &file, mlir::OpBuilder &builder)
      : file(file), builder(builder), sizes(builder.getContext()),
        location(builder.getUnknownLoc()), scopes(1) {
    scopes.front().graph = &file.graph();
  }

  const File &file;
  mlir::OpBuilder &builder;
  DimContext sizes;

  //===- Names ------------------------------------------------------------===//

  /// Defines a name; an error where it has a meaning already.
  void define(llvm::StringRef name, Term term);

  /// The meaning of a name: an earlier result, an input or an initialiser.
  Term lookup(llvm::StringRef name);

  /// The tensor of the file that the name is; null for none.
  const Tensor *tensor(llvm::StringRef name) const;

  /// Runs `body` with names of its own.
  void inside(Scope scope, llvm::function_ref<void()> body);

  /// Version of the operator set of a domain, 0 where there is none.
  int64_t version(llvm::StringRef domain) const;

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
  /// The same with `count` results; so many empty terms where it fails.
  llvm::SmallVector<Term> emit(llvm::StringRef op, size_t count,
                               llvm::ArrayRef<Term> operands,
                               llvm::ArrayRef<mlir::NamedAttribute> attributes);

  /// Its elements may mean another type than the one they are stored as.
  Term constant(mlir::DenseElementsAttr values, mlir::Type element = {});
  /// A tensor of the file: a constant where it is small, else a parameter.
  Term termOf(const Tensor &tensor);
  /// A weight, read from the file by its name when the model is compiled.
  Term parameter(const Tensor &tensor);
  /// A tensor that is none of the file's.
  Term constant(const ::onnx::TensorProto &proto);
  /// The term as a tensor, computed where only its elements are known.
  Term asTensor(Term term);

  mlir::Type i64() { return builder.getI64Type(); }
  mlir::Type i1() { return builder.getI1Type(); }
  mlir::NamedAttribute attribute(llvm::StringRef name, int64_t value);
  mlir::NamedAttribute attribute(llvm::StringRef name, double value);
  mlir::NamedAttribute attribute(llvm::StringRef name, mlir::Attribute value);
  mlir::NamedAttribute attribute(llvm::StringRef name,
                                 llvm::ArrayRef<int64_t> values);

  /// Of rank 0.
  Term scalar(mlir::Type element, double value);
  /// What is beyond a float type of 8 bits becomes its greatest number, or an
  /// infinity or NaN.
  Term cast(Term x, mlir::Type element, bool saturates = true);
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

  /// The results of one of two branches, of the same types and extents.
  llvm::SmallVector<Term>
  cond(Term condition, llvm::function_ref<llvm::SmallVector<Term>()> onTrue,
       llvm::function_ref<llvm::SmallVector<Term>()> onFalse);

  /// Steps on the carried values for as long as `test` of them is true.
  llvm::SmallVector<Term>
  loop(llvm::ArrayRef<Term> inits,
       llvm::function_ref<Term(llvm::ArrayRef<Term>)> test,
       llvm::function_ref<llvm::SmallVector<Term>(llvm::ArrayRef<Term>)> body);

  /// A step for each slice of `over` along its first dimension, from the
  /// carried values and the slices. The last carried values, then what steps
  /// emitted.
  llvm::SmallVector<Term>
  scan(llvm::ArrayRef<Term> inits, llvm::ArrayRef<Term> over, bool isReverse,
       llvm::function_ref<Step(llvm::ArrayRef<Term> carried,
                               llvm::ArrayRef<Term> slices)>
           body);

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
  mlir::Block *main = nullptr; ///< where weights and constants are defined
  int64_t nodes = 0;           ///< that were built

private:
  llvm::SmallVector<Term>
  emitCarried(llvm::StringRef op, size_t count, llvm::ArrayRef<Term> operands,
              llvm::ArrayRef<mlir::NamedAttribute> attributes);
  Term castUnsigned(Term x, mlir::Type element);
  Term castNarrow(Term x, mlir::Type element, bool saturates);
  /// Replaces an op on small constants by what it comes to.
  bool fold(mlir::Operation *op, llvm::MutableArrayRef<Term> results);
  bool infer(mlir::Operation *op, llvm::ArrayRef<Term> operands,
             llvm::MutableArrayRef<Term> results);
  Step regionOf(mlir::Region &region, llvm::ArrayRef<Term> like, size_t slices,
                llvm::function_ref<Step(llvm::ArrayRef<Term>)> body);
  llvm::SmallVector<Term> finishFlow(mlir::Operation *op,
                                     llvm::ArrayRef<Term> results);
  bool keeps(llvm::ArrayRef<Term> before, llvm::ArrayRef<Term> after);
  llvm::SmallVector<mlir::Value> handlesOf(llvm::MutableArrayRef<Term> terms);
  Term along(mlir::AffineExpr extent);
  void noteSource(const Term &term);

  std::string message;
  std::vector<Scope> scopes; ///< the innermost last
  llvm::StringMap<mlir::AffineExpr> names;
  /// Where a symbol is the extent of something.
  llvm::DenseMap<mlir::AffineExpr, std::pair<Term, int64_t>> sources;
};

/// Integers from 0 of 8 bits at least, whose bits a signless one has.
bool isUnsigned(mlir::Type element);

/// Floats of 8 bits and less, integers of 4 and 2.
bool isNarrow(mlir::Type element);

/// The type that nn has for elements: `i8` for `ui8` and `i4`, `f16` for
/// `f8E4M3FN`.
mlir::Type carrierOf(mlir::Type element);

inline bool isCarried(mlir::Type element) {
  return carrierOf(element) != element;
}

/// The same value, whose elements mean `element`.
inline Term withElement(Term x, mlir::Type element) {
  x.element = element;
  return x;
}

/// The tensor as an attribute.
mlir::DenseElementsAttr valuesOf(const Tensor &tensor,
                                 mlir::MLIRContext *context);

/// Integers where all are.
std::optional<llvm::SmallVector<int64_t>>
integersOf(llvm::ArrayRef<mlir::AffineExpr> elements);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_GRAPH_H
