//===- KernelLibrary.cpp - functions that all contractions share ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "lib/Analysis/KernelLoops.h"

#include "dialects/NN/NN.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tenfold;

KernelLibrary::KernelLibrary(ModuleOp module, const CPUTarget &target,
                             ElementTypes types)
    : module(module), target(target), types(types) {}

bool tenfold::areNear(int64_t stride, Type element) {
  return !ShapedType::isDynamic(stride) &&
         stride * element.getIntOrFloatBitWidth() <= kNearBytes * 8;
}

static MemRefType stridedMemRef(ArrayRef<int64_t> shape,
                                ArrayRef<int64_t> strides, Type element) {
  auto layout = StridedLayoutAttr::get(element.getContext(),
                                       ShapedType::kDynamic, strides);
  return MemRefType::get(shape, element, layout);
}

constexpr int64_t kAny = ShapedType::kDynamic;

MemRefType KernelLibrary::rowsType(Type element) const {
  return stridedMemRef({kAny, kAny}, {kAny, 1}, element);
}

MemRefType KernelLibrary::stridedType(Type element) const {
  return stridedMemRef({kAny, kAny}, {kAny, kAny}, element);
}

MemRefType KernelLibrary::panelsType() const {
  return stridedMemRef({kAny, kAny, columns()}, {kAny, kAny, 1}, types.b);
}

/// Whether the columns of `map` are followed by steps of k.
static bool isGrouped(AffineMap map) {
  auto inside = [](AffineExpr expr) {
    std::optional<PanelIndex> index = matchPanelIndex(expr);
    return index && index->inside ? std::optional(index->dim) : std::nullopt;
  };
  size_t rank = map.getNumResults();
  if (rank < 3)
    return false;
  std::optional<unsigned> last = inside(map.getResult(rank - 1)),
                          column = inside(map.getResult(rank - 2));
  auto panel = matchPanelIndex(map.getResult(0));
  return last && column && panel && panel->dim == *column;
}

MemRefType KernelLibrary::partType(const Contraction &computed,
                                   OpOperand &part) const {
  auto type = cast<MemRefType>(part.get().getType());
  int64_t rank = type.getRank() - isGrouped(computed.map(&part));
  SmallVector<int64_t> any(rank, kAny), strides(any);
  strides.back() = 1;
  return stridedMemRef(any, strides, type.getElementType());
}

SmallVector<Type> KernelLibrary::partTypes(const Contraction &computed) const {
  return llvm::map_to_vector(computed.parts, [&](OpOperand *part) -> Type {
    return partType(computed, *part);
  });
}

std::string KernelLibrary::suffix() const {
  std::string text;
  llvm::raw_string_ostream(text) << types.c;
  return text;
}

func::FuncOp KernelLibrary::make(const Twine &name, TypeRange arguments,
                                 Emit body) {
  if (auto function = module.lookupSymbol<func::FuncOp>(name.str()))
    return function;
  MLIRContext *context = module.getContext();
  Location loc = module.getLoc();
  auto function = func::FuncOp::create(
      loc, name.str(), FunctionType::get(context, arguments, {}));
  function.setPrivate();
  function->setAttr("llvm.linkage",
                    LLVM::LinkageAttr::get(context, LLVM::Linkage::Internal));
  // Inlined into its only caller, a register block would share registers with
  // the loops around it and spill.
  function->setAttr(
      "passthrough",
      ArrayAttr::get(context, StringAttr::get(context, "noinline")));
  module.push_back(function);
  Block *entry = function.addEntryBlock();
  ImplicitLocOpBuilder b(loc, OpBuilder::atBlockBegin(entry));
  body(b, entry->getArguments());
  b.setInsertionPointToEnd(entry);
  func::ReturnOp::create(b);
  return function;
}

func::FuncOp KernelLibrary::contraction() {
  Type flag = IntegerType::get(module.getContext(), 1),
       index = IndexType::get(module.getContext());
  return make("contraction_" + suffix(),
              {rowsType(types.a), panelsType(), rowsType(types.c), flag, index},
              [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitContraction(b, args, *this);
              });
}

/// What tells computed factors apart: their storage.
static std::string storageOf(const Contraction &computed) {
  return cast<StringAttr>(computed.op->getAttr(nn::kStorage)).str();
}

SmallVector<Type>
KernelLibrary::integerTypes(const Contraction &computed) const {
  MLIRContext *context = types.c.getContext();
  SmallVector<Type> arguments{rowsType(IntegerType::get(context, 8)),
                              rowsType(types.a)};
  llvm::append_range(arguments, partTypes(computed));
  return arguments;
}

func::FuncOp KernelLibrary::integerContraction(const Contraction &computed) {
  SmallVector<Type> arguments = integerTypes(computed);
  arguments.append({rowsType(types.c), IntegerType::get(module.getContext(), 1),
                    rowsType(types.a)});
  return make("contraction_i8_" + storageOf(computed), arguments,
              [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitIntegerContraction(b, args, computed, *this);
              });
}

func::FuncOp KernelLibrary::micro(const Contraction &computed,
                                  const IntegerBlock &block) {
  Type index = IndexType::get(module.getContext());
  SmallVector<Type> arguments = integerTypes(computed);
  arguments.append({rowsType(types.a), index, index, rowsType(types.c),
                    IntegerType::get(module.getContext(), 1)});
  return make("microkernel_i8_" + storageOf(computed) + "_" +
                  Twine(block.rows) + "x" + Twine(block.vectors * lanes()),
              arguments, [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitMicroKernel(b, args, computed, block, *this);
              });
}

func::FuncOp KernelLibrary::contraction(const Contraction &computed) {
  if (computed.computedRows)
    return integerContraction(computed);
  Type flag = IntegerType::get(module.getContext(), 1);
  SmallVector<Type> arguments{rowsType(types.a)};
  llvm::append_range(arguments, partTypes(computed));
  arguments.append({rowsType(types.c), flag, rowsType(types.b)});
  return make("contraction_" + suffix() + "_" + storageOf(computed), arguments,
              [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitContraction(b, args, computed, *this);
              });
}

func::FuncOp KernelLibrary::compute(const Contraction &computed) {
  Type index = IndexType::get(module.getContext());
  SmallVector<Type> arguments = partTypes(computed);
  arguments.append({index, index, index, rowsType(types.b)});
  return make("compute_" + suffix() + "_" + storageOf(computed), arguments,
              [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitCompute(b, args, computed, *this);
              });
}

func::FuncOp KernelLibrary::multiply(const Contraction &computed) {
  SmallVector<Type> arguments = partTypes(computed);
  arguments.append({IndexType::get(module.getContext()), rowsType(types.a),
                    rowsType(types.c),
                    IntegerType::get(module.getContext(), 1)});
  return make("multiply_" + suffix() + "_" + storageOf(computed), arguments,
              [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitMultiply(b, args, computed, *this);
              });
}

func::FuncOp KernelLibrary::micro(const MicroKernel &kernel) {
  Type flag = IntegerType::get(module.getContext(), 1),
       index = IndexType::get(module.getContext());
  return make("microkernel_" + suffix() + "_" + Twine(kernel.rows) + "x" +
                  Twine(kernel.panels * kernel.vectors * lanes()) +
                  (kernel.tail ? "_tail" : ""),
              {rowsType(types.a), panelsType(), rowsType(types.c), flag, index},
              [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitMicroKernel(b, args, kernel, *this);
              });
}

func::FuncOp KernelLibrary::pack() {
  return make("pack_" + suffix(), {stridedType(types.c), rowsType(types.c)},
              [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitPack(b, args, *this);
              });
}

func::FuncOp KernelLibrary::packPanels() {
  return make("pack_panels_" + suffix(), {stridedType(types.b), panelsType()},
              [&](ImplicitLocOpBuilder &b, ValueRange args) {
                emitPackPanels(b, args, *this);
              });
}

void tenfold::forLoop(ImplicitLocOpBuilder &b, Value begin, Value end,
                      Value step, llvm::function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(b, begin, end, step);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}
