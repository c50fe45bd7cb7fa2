//===- CallLayout.cpp - reading a TenfoldCall from compiled code ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Conversion/ProgramToLLVM/CallLayout.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"

using namespace mlir;

Value tenfold::addressAt(OpBuilder &b, Location loc, Value base,
                         LLVM::GEPArg bytes) {
  return LLVM::GEPOp::create(b, loc, base.getType(), b.getI8Type(), base,
                             ArrayRef<LLVM::GEPArg>{bytes});
}

Value tenfold::loadField(OpBuilder &b, Location loc, Value call,
                         CallField field, Type type) {
  Value address = addressAt(b, loc, call, LLVM::GEPArg(int32_t(field)));
  return LLVM::LoadOp::create(b, loc, type, address);
}

Value tenfold::memrefAt(OpBuilder &b, Location loc, Value base, MemRefType type,
                        ValueRange sizes) {
  LLVMTypeConverter converter(b.getContext());
  auto descriptor =
      MemRefDescriptor::poison(b, loc, converter.convertType(type));
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(b, loc, b.getI64Type(),
                                    b.getI64IntegerAttr(value));
  };
  descriptor.setAllocatedPtr(b, loc, base);
  descriptor.setAlignedPtr(b, loc, base);
  descriptor.setOffset(b, loc, constant(0));
  SmallVector<Value> all;
  for (int64_t size : type.getShape()) {
    all.push_back(ShapedType::isDynamic(size) ? sizes.front() : constant(size));
    sizes = ShapedType::isDynamic(size) ? sizes.drop_front() : sizes;
  }
  Value stride = constant(1);
  for (int64_t dim = type.getRank(); dim-- > 0;) {
    descriptor.setSize(b, loc, dim, all[dim]);
    descriptor.setStride(b, loc, dim, stride);
    if (dim > 0)
      stride = LLVM::MulOp::create(b, loc, stride, all[dim]);
  }
  return UnrealizedConversionCastOp::create(b, loc, type, Value(descriptor))
      .getResult(0);
}
