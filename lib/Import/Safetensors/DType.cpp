// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Import/Safetensors/DType.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace tenfold::safetensors {
namespace {

struct DTypeInfo {
  StringLiteral name;
  unsigned bits;
};

/// In the order of the enumeration.
constexpr DTypeInfo kDTypes[] = {
    {"BOOL", 8},  {"F4", 4},   {"F8_E8M0", 8}, {"F8_E4M3", 8}, {"F8_E5M2", 8},
    {"I8", 8},    {"U8", 8},   {"I16", 16},    {"U16", 16},    {"F16", 16},
    {"BF16", 16}, {"I32", 32}, {"U32", 32},    {"F32", 32},    {"I64", 64},
    {"U64", 64},  {"F64", 64}};

} // namespace

StringRef dtypeName(DType dtype) {
  return kDTypes[static_cast<int>(dtype)].name;
}

unsigned dtypeBits(DType dtype) {
  return kDTypes[static_cast<int>(dtype)].bits;
}

std::optional<DType> dtypeNamed(StringRef name) {
  const DTypeInfo *info = find_if(
      kDTypes, [&](const DTypeInfo &known) { return known.name == name; });
  if (info == std::end(kDTypes))
    return std::nullopt;
  return static_cast<DType>(info - kDTypes);
}

mlir::Type elementType(DType dtype, mlir::MLIRContext *context) {
  mlir::Builder b(context);
  switch (dtype) {
  case DType::Bool:
    return b.getI1Type();
  case DType::F4E2M1:
    return mlir::Float4E2M1FNType::get(context);
  case DType::F8E8M0:
    return mlir::Float8E8M0FNUType::get(context);
  case DType::F8E4M3:
    return mlir::Float8E4M3FNType::get(context);
  case DType::F8E5M2:
    return mlir::Float8E5M2Type::get(context);
  case DType::F16:
    return b.getF16Type();
  case DType::BF16:
    return b.getBF16Type();
  case DType::F32:
    return b.getF32Type();
  case DType::F64:
    return b.getF64Type();
  case DType::U8:
  case DType::U16:
  case DType::U32:
  case DType::U64:
    return b.getIntegerType(dtypeBits(dtype), /*isSigned=*/false);
  case DType::I8:
  case DType::I16:
  case DType::I32:
  case DType::I64:
    return b.getIntegerType(dtypeBits(dtype));
  }
  llvm_unreachable("all element types are listed");
}

} // namespace tenfold::safetensors
