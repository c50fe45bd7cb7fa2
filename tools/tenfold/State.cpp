//===- State.cpp - files of states ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/State.h"

#include "lib/Driver/TemporaryFile.h"
#include "lib/Import/Safetensors/Safetensors.h"
#include "tools/tenfold/Elements.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tenfold;
using safetensors::DType;

/// The types that tensors of a call have.
static constexpr std::pair<DType, data::ElementType> kTypes[] = {
    {DType::BF16, kBrain16}, {DType::Bool, {'b', 1}}, {DType::I8, {'i', 1}},
    {DType::U8, {'u', 1}},   {DType::I16, {'i', 2}},  {DType::U16, {'u', 2}},
    {DType::F16, {'f', 2}},  {DType::I32, {'i', 4}},  {DType::U32, {'u', 4}},
    {DType::F32, {'f', 4}},  {DType::I64, {'i', 8}},  {DType::U64, {'u', 8}},
    {DType::F64, {'f', 8}}};

Expected<NamedArrays> tenfold::readState(const std::string &path) {
  auto file = safetensors::File::open(path);
  if (!file)
    return file.takeError();
  NamedArrays arrays;
  for (const safetensors::Tensor &tensor : file->tensors()) {
    const auto *type = find_if(
        kTypes, [&](const auto &each) { return each.first == tensor.dtype; });
    if (type == std::end(kTypes))
      return userError(
          formatv("{0}: expected a state of a type that calls have, "
                  "got {1} of '{2}'",
                  path, dtypeName(tensor.dtype), tensor.name)
              .str());
    auto bytes = as_bytes(std::span(tensor.bytes.data(), tensor.bytes.size()));
    arrays.push_back({tensor.name,
                      {type->second,
                       {tensor.shape.begin(), tensor.shape.end()},
                       {bytes.begin(), bytes.end()}}});
  }
  return arrays;
}

Error tenfold::writeState(const std::string &path, const NamedArrays &arrays,
                          ArrayRef<std::string> names) {
  json::Object header;
  std::string bytes;
  for (const auto &[name, array] : arrays) {
    if (!is_contained(names, name))
      continue;
    const auto *type = find_if(kTypes, [&, &array = array](const auto &each) {
      return each.second == array.type;
    });
    assert(type != std::end(kTypes) && "no type of a result");
    size_t begin = bytes.size();
    bytes.append(reinterpret_cast<const char *>(array.bytes.data()),
                 array.bytes.size());
    header[name] = json::Object{
        {"dtype", dtypeName(type->first)},
        {"shape",
         json::Array(ArrayRef(array.shape.data(), array.shape.size()))},
        {"data_offsets", json::Array{begin, bytes.size()}}};
  }
  std::string text = formatv("{0}", json::Value(std::move(header))).str();
  text.resize(alignTo(text.size(), 8), ' ');
  char length[8];
  support::endian::write64le(length, text.size());
  return writeResult(path, (StringRef(length, 8) + text + bytes).str());
}

void tenfold::addStates(NamedArrays states, NamedArrays &given) {
  for (auto &state : states)
    if (none_of(given,
                [&](const auto &array) { return array.name == state.name; }))
      given.push_back(std::move(state));
}
