//===- EmitProgram.cpp - an entry on buffers ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sizes are computed once at the top; each call is preceded by the views of its
// operands that are not there yet and by the buffers of its results.

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Transforms/BufferizeKernels/BufferizeKernels.h"
#include "lib/Transforms/FormProgram/Emitter.h"
#include "lib/Transforms/FormProgram/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tenfold;

void Emitter::createFunction() {
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attrs;
  auto add = [&](Type type, ArrayRef<NamedAttribute> more,
                 DictionaryAttr given) {
    NamedAttrList list(given);
    list.append(more.begin(), more.end());
    types.push_back(type);
    attrs.push_back(list.getDictionary(old.getContext()));
  };
  SmallVector<Attribute> names;
  for (AffineExpr symbol : form.symbols) {
    names.push_back(b.getStringAttr(
        form.dims.names[cast<AffineSymbolExpr>(symbol).getPosition()]));
    add(b.getIndexType(), b.getNamedAttr(nn::kName, names.back()), {});
  }
  for (BlockArgument arg : old.getArguments())
    add(bufferType(arg.getType()), {}, old.getArgAttrDict(arg.getArgNumber()));
  for (auto [index, type] : llvm::enumerate(old.getResultTypes()))
    add(bufferType(type), b.getNamedAttr(program::kResult, b.getUnitAttr()),
        old.getResultAttrDict(index));
  add(MemRefType::get(ShapedType::kDynamic, b.getI8Type()), {}, {});
  add(MemRefType::get(ShapedType::kDynamic, b.getI64Type()), {}, {});
  entry = func::FuncOp::create(old.getLoc(), old.getName(),
                               b.getFunctionType(types, {}));
  entry->setDiscardableAttrs(old->getDiscardableAttrDictionary());
  entry.setAllArgAttrs(attrs);
  entry->setAttr(program::kEntry, b.getUnitAttr());
  entry->setAttr(program::kDims, b.getArrayAttr(names));
}

void Emitter::assignResults() {
  unsigned first = form.symbols.size() + old.getNumArguments();
  for (OpOperand &result : old.front().getTerminator()->getOpOperands()) {
    unsigned index = result.getOperandNumber();
    given[storageOf(result.get())] = {result.get(),
                                      entry.getArgument(first + index)};
    if (BlockArgument donated = donatedTo(old, index))
      buffers[donated] = entry.getArgument(first + index);
  }
}

/// Emits `expr`, the factors and terms that it shares with others once.
Value Emitter::sizeOf(AffineExpr expr) {
  if (Value known = computed.lookup(expr))
    return known;
  Location loc = old.getLoc();
  Value value;
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    value = arith::ConstantIndexOp::create(sizes, loc, constant.getValue());
  } else {
    auto binary = cast<AffineBinaryOpExpr>(expr);
    Value lhs = sizeOf(binary.getLHS()), rhs = sizeOf(binary.getRHS());
    switch (expr.getKind()) {
    case AffineExprKind::Add:
      value = arith::AddIOp::create(sizes, loc, lhs, rhs);
      break;
    case AffineExprKind::Mul:
      value = arith::MulIOp::create(sizes, loc, lhs, rhs);
      break;
    case AffineExprKind::FloorDiv:
      value = arith::DivUIOp::create(sizes, loc, lhs, rhs);
      break;
    case AffineExprKind::CeilDiv:
      value = arith::CeilDivUIOp::create(sizes, loc, lhs, rhs);
      break;
    default:
      value = arith::RemUIOp::create(sizes, loc, lhs, rhs);
    }
  }
  return computed[expr] = value;
}

SmallVector<OpFoldResult> Emitter::mixedSizes(Value tensor) {
  SmallVector<OpFoldResult> mixed;
  auto shape = cast<RankedTensorType>(tensor.getType()).getShape();
  for (auto [size, expr] : llvm::zip_equal(shape, form.dims.of(tensor)))
    mixed.push_back(ShapedType::isDynamic(size) ? OpFoldResult(sizeOf(expr))
                                                : b.getIndexAttr(size));
  return mixed;
}

/// The buffer in the shape of tensor `to`, more or fewer dimensions by groups.
Value Emitter::reshape(Location loc, Value buffer, Value to, ArrayAttr groups) {
  MemRefType type = bufferType(to.getType());
  SmallVector<ReassociationIndices> indices;
  for (Attribute group : groups)
    indices.push_back(
        llvm::map_to_vector<2>(cast<ArrayAttr>(group), [](Attribute dim) {
          return cast<IntegerAttr>(dim).getInt();
        }));
  if (type.getRank() < cast<MemRefType>(buffer.getType()).getRank())
    return memref::CollapseShapeOp::create(b, loc, type, buffer, indices);
  return memref::ExpandShapeOp::create(b, loc, type, buffer, indices,
                                       mixedSizes(to));
}

static ArrayAttr groupsOf(Operation *view) {
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(view))
    return expand.getReassociation();
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(view))
    return collapse.getReassociation();
  return {};
}

Value Emitter::bufferOf(Value tensor) {
  if (Value known = buffers.lookup(tensor))
    return known;
  Operation *view = tensor.getDefiningOp();
  if (isa<tensor::EmptyOp>(view))
    return buffers[tensor] = bufferOfResult(view->getLoc(), tensor);
  Value source = bufferOf(view->getOperand(0));
  if (auto part = dyn_cast<tensor::ExtractSliceOp>(view))
    return buffers[tensor] = slice(part, source, tensor.getType());
  ArrayAttr groups = groupsOf(view);
  Value buffer =
      groups ? reshape(view->getLoc(), source, tensor, groups)
             : memref::CastOp::create(b, view->getLoc(),
                                      bufferType(tensor.getType()), source);
  return buffers[tensor] = buffer;
}

/// What is given seen through the inverse of the views that lead to it, or the
/// next buffer of the arena.
Value Emitter::bufferOfResult(Location loc, Value result) {
  if (auto at = given.find(result); at != given.end()) {
    Value buffer = at->second.buffer;
    for (Value value = at->second.whole; value != result;) {
      if (Value before = takesOver(value)) {
        value = before;
        continue;
      }
      Operation *view = value.getDefiningOp();
      value = view->getOperand(0);
      ArrayAttr groups = groupsOf(view);
      buffer =
          groups ? reshape(view->getLoc(), buffer, value, groups)
                 : memref::CastOp::create(b, view->getLoc(),
                                          bufferType(value.getType()), buffer);
    }
    return buffer;
  }
  SmallVector<Value> dynamic;
  for (OpFoldResult size : mixedSizes(result))
    if (auto value = dyn_cast<Value>(size))
      dynamic.push_back(value);
  Value index = arith::ConstantIndexOp::create(b, loc, arenaBuffers++);
  unsigned tail = entry.getNumArguments();
  Value offset =
      memref::LoadOp::create(b, loc, entry.getArgument(tail - 1), index);
  offset = arith::IndexCastOp::create(b, loc, b.getIndexType(), offset);
  return memref::ViewOp::create(b, loc, bufferType(result.getType()),
                                entry.getArgument(tail - 2), offset, dynamic);
}

void Emitter::emitCall(func::CallOp call) {
  SmallVector<Value> operands;
  for (Value operand : call.getOperands())
    operands.push_back(bufferOf(operand));
  for (Value result : call.getResults()) {
    if (Value updated = updatedBy(result)) {
      buffers[result] = bufferOf(updated);
      continue;
    }
    buffers[result] = bufferOfResult(call.getLoc(), result);
    operands.push_back(buffers[result]);
  }
  auto converted = func::CallOp::create(b, call.getLoc(), call.getCallee(),
                                        TypeRange(), operands);
  converted->setDiscardableAttrs(call->getDiscardableAttrDictionary());
}

void Emitter::emit(Operation *op) {
  if (auto call = dyn_cast<func::CallOp>(op))
    emitCall(call);
  else if (auto loop = dyn_cast<scf::ForOp>(op))
    emitLoop(loop);
  else if (auto loop = dyn_cast<scf::WhileOp>(op))
    emitLoop(loop);
  else if (auto branch = dyn_cast<scf::IfOp>(op))
    emitBranch(branch);
}

void Emitter::emit(Block &block) {
  for (Operation &op : block)
    emit(&op);
}

OwningOpRef<func::FuncOp> Emitter::emit() {
  createFunction();
  OwningOpRef<func::FuncOp> owner(entry);
  Block *body = entry.addEntryBlock();
  b.setInsertionPointToEnd(body);
  // Sizes go before this one, all else after it.
  Operation *marker = arith::ConstantIndexOp::create(b, old.getLoc(), 0);
  sizes.setInsertionPoint(marker);
  unsigned dims = form.symbols.size();
  for (auto [index, symbol] : llvm::enumerate(form.symbols))
    computed[symbol] = entry.getArgument(index);
  for (BlockArgument arg : old.getArguments())
    buffers[arg] = entry.getArgument(dims + arg.getArgNumber());
  assignResults();
  for (Operation *op : form.order)
    emit(op);
  func::ReturnOp::create(b, old.getLoc());
  marker->erase();
  return owner;
}

OwningOpRef<func::FuncOp> tenfold::emitProgram(const EntryForm &form) {
  return Emitter(form).emit();
}
