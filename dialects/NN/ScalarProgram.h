// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The meaning of regions on scalars: the bodies of `linalg.generic` and the
// scoring functions of `nn.attention`.
#ifndef TENFOLD_DIALECTS_NN_SCALARPROGRAM_H
#define TENFOLD_DIALECTS_NN_SCALARPROGRAM_H

#include "dialects/Interfaces/HostTensor.h"

#include "mlir/IR/Block.h"
#include "mlir/IR/Operation.h"

#include <functional>
#include <type_traits>

namespace tenfold::nn {

/// One scalar: a float of any width as a double, an integer or index
/// sign-extended, hence true as -1.
union Lane {
  double f;
  int64_t i;
};

inline unsigned widthOf(mlir::Type type) {
  return llvm::isa<mlir::IndexType>(type) ? 64 : type.getIntOrFloatBitWidth();
}

/// The value of the low `width` bits, signed and unsigned.
inline int64_t wrap(int64_t value, unsigned width) {
  unsigned spare = 64 - width;
  return static_cast<int64_t>(static_cast<uint64_t>(value) << spare) >> spare;
}
inline uint64_t bits(int64_t value, unsigned width) {
  return static_cast<uint64_t>(value) << (64 - width) >> (64 - width);
}

/// Ops of `arith`, `math` and scalar reads of tensors as a list of steps, each
/// of which runs over many index points at once. Every result is rounded to its
/// type.
class ScalarProgram {
public:
  static constexpr int64_t kLanes = 256;

  /// `captures` looks up what ops use from above, scalars as tensors of rank
  /// 0; it is called while ops are added.
  explicit ScalarProgram(llvm::function_ref<HostTensor(mlir::Value)> captures)
      : captures(captures) {}

  /// Adds an op, or all of a block but its terminator; an error at an op that
  /// has no meaning here.
  llvm::LogicalResult add(mlir::Operation &op);
  llvm::LogicalResult add(mlir::Block &block);

  /// The lanes of a value, `kLanes` of them: to be set by the caller for an
  /// argument, set by `run` for the result of an added op.
  Lane *lanes(mlir::Value value);

  /// The lanes of `linalg.index dim`, to be set by the caller; null where no
  /// op reads them.
  Lane *index(unsigned dim) { return indices.lookup(dim); }

  /// Runs all steps on the first `count` lanes; an error at an op that reads
  /// outside a tensor.
  llvm::LogicalResult run(int64_t count);

  /// Copies lanes from and to every `stride`-th element of a tensor.
  static void load(Lane *to, const HostTensor &from, int64_t first,
                   int64_t stride, int64_t count);
  static void store(const Lane *from, const HostTensor &to, int64_t first,
                    int64_t stride, int64_t count);

private:
  using Step = std::function<llvm::LogicalResult(int64_t count)>;

  Lane *fresh();
  llvm::LogicalResult addConstant(mlir::Value result, mlir::Attribute value);
  bool addFloatOp(mlir::Operation &op);
  bool addIntegerOp(mlir::Operation &op);
  bool addConversion(mlir::Operation &op);
  bool addCompare(mlir::Operation &op);
  bool addRead(mlir::Operation &op);
  void addExtract(mlir::Operation &op, const HostTensor &tensor,
                  mlir::ValueRange indices, bool clamp);

  template <typename F> void floats(mlir::Operation &op, F f);
  template <typename F> void integers(mlir::Operation &op, F f);
  template <typename F>
  void step(mlir::ValueRange operands, mlir::Value result, F f);

  llvm::function_ref<HostTensor(mlir::Value)> captures;
  llvm::DenseMap<mlir::Value, Lane *> known;
  llvm::DenseMap<unsigned, Lane *> indices;
  llvm::SmallVector<std::unique_ptr<Lane[]>> storage;
  std::vector<Step> steps;
};

/// `f` of one to three lanes.
template <typename F> auto applyTo(F &f, Lane *const *x, int64_t l) {
  if constexpr (std::is_invocable_v<F, Lane>)
    return f(x[0][l]);
  else if constexpr (std::is_invocable_v<F, Lane, Lane>)
    return f(x[0][l], x[1][l]);
  else
    return f(x[0][l], x[1][l], x[2][l]);
}

template <typename F>
void ScalarProgram::step(mlir::ValueRange operands, mlir::Value result, F f) {
  llvm::SmallVector<Lane *, 3> x;
  for (mlir::Value operand : operands)
    x.push_back(lanes(operand));
  Lane *to = lanes(result);
  steps.push_back([=](int64_t count) mutable {
    for (int64_t l = 0; l < count; ++l)
      to[l] = applyTo(f, x.data(), l);
    return llvm::success();
  });
}

template <typename F> void ScalarProgram::floats(mlir::Operation &op, F f) {
  auto run = [&](auto rounded) {
    using R = decltype(rounded);
    if constexpr (std::is_invocable_v<F, double>)
      step(op.getOperands(), op.getResult(0),
           [f](Lane a) { return Lane{.f = double(nearest<R>(f(a.f)))}; });
    else if constexpr (std::is_invocable_v<F, double, double>)
      step(op.getOperands(), op.getResult(0), [f](Lane a, Lane b) {
        return Lane{.f = double(nearest<R>(f(a.f, b.f)))};
      });
    else
      step(op.getOperands(), op.getResult(0), [f](Lane a, Lane b, Lane c) {
        return Lane{.f = double(nearest<R>(f(a.f, b.f, c.f)))};
      });
  };
  dispatch(op.getResult(0).getType(), [&](auto zero) {
    if constexpr (kIsFloat<decltype(zero)>)
      run(zero);
  });
}

template <typename F> void ScalarProgram::integers(mlir::Operation &op, F f) {
  unsigned width = widthOf(op.getResult(0).getType());
  step(op.getOperands(), op.getResult(0), [=](Lane a, Lane b) {
    return Lane{.i = wrap(f(a.i, b.i, width), width)};
  });
}

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_SCALARPROGRAM_H
