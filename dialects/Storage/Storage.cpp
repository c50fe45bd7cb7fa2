//===- Storage.cpp - weights in blocks, and what they mean ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every packed integer of these layouts is read in one way (Field): bytes come
// in stretches of `period`; within a stretch the lowest bits of all its bytes
// are the first elements, the next bits the following ones, and so on. Scales
// are multiplied in f32 in the order of the format's definition, unfused.
// Layouts: ggml-common.h and ggml-quants.c of ggml.
//
//===----------------------------------------------------------------------===//
#include "dialects/Storage/Storage.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#pragma STDC FP_CONTRACT OFF

using namespace llvm;
using namespace tenfold::storage;

namespace {

/// Packed unsigned integers of `bits` bits.
template <int bits, int period> struct Field {
  const uint8_t *bytes;

  int operator[](int i) const {
    constexpr int kRuns = 8 / bits; // of `period` elements in a stretch
    int byte = bytes[i / (period * kRuns) * period + i % period];
    return byte >> (i / period % kRuns * bits) & ((1 << bits) - 1);
  }
};

float float32(const uint8_t *at) {
  return bit_cast<float>(support::endian::read32le(at));
}

float brain16(const uint8_t *at) {
  return bit_cast<float>(uint32_t(support::endian::read16le(at)) << 16);
}

/// Multiplying by 2^(127 - 15) moves the exponent, exactly also for
/// subnormals; infinities and NaN have an exponent of their own.
float half(const uint8_t *at) {
  uint32_t bits = support::endian::read16le(at);
  uint32_t magnitude = (bits & 0x7fff) << 13;
  float moved = bit_cast<float>(magnitude) * 0x1p112f;
  uint32_t result = (bits & 0x7c00) == 0x7c00 ? magnitude | 0x7f800000
                                              : bit_cast<uint32_t>(moved);
  return bit_cast<float>(result | (bits & 0x8000) << 16);
}

template <float (*read)(const uint8_t *)>
void plain(const uint8_t *block, float *values) {
  *values = read(block);
}

/// 32 elements: d (q - 2^(bits - 1)), or d q + m.
template <int bits, bool hasMinimum>
void simple(const uint8_t *block, float *values) {
  float d = half(block);
  float m = hasMinimum ? half(block + 2) : 0;
  const uint8_t *rest = block + (hasMinimum ? 4 : 2);
  Field<1, 1> high{rest};
  Field<4, 16> low{rest + (bits == 5 ? 4 : 0)};
  for (int i = 0; i < 32; ++i) {
    int q = low[i] | (bits == 5 ? high[i] << 4 : 0);
    values[i] = hasMinimum ? d * q + m : d * (q - (1 << (bits - 1)));
  }
}

void q8_0(const uint8_t *block, float *values) {
  float d = half(block);
  for (int i = 0; i < 32; ++i)
    values[i] = static_cast<int8_t>(block[2 + i]) * d;
}

/// 16 sub-blocks of 16: (d s) q - (dmin m), s and m of four bits.
void q2_k(const uint8_t *block, float *values) {
  const uint8_t *scales = block;
  Field<2, 32> q{block + 16};
  float d = half(block + 80), dmin = half(block + 82);
  for (int i = 0; i < 256; ++i) {
    float scale = d * (scales[i / 16] & 15),
          minimum = dmin * (scales[i / 16] >> 4);
    values[i] = scale * q[i] - minimum;
  }
}

/// 16 sub-blocks of 16: (d (s - 32)) (q - 4), s of six bits, q of three.
void q3_k(const uint8_t *block, float *values) {
  Field<1, 32> high{block};
  Field<2, 32> low{block + 32};
  Field<4, 8> scaleLow{block + 96};
  Field<2, 4> scaleHigh{block + 104};
  float d = half(block + 108);
  for (int i = 0; i < 256; ++i) {
    int scale = (scaleLow[i / 16] | scaleHigh[i / 16] << 4) - 32;
    values[i] = d * scale * ((low[i] | high[i] << 2) - 4);
  }
}

/// Scale and minimum of sub-block `i` of 8, of six bits each: those of the
/// first four are the low bits of bytes 0-3 and 4-7; those of the others have
/// their low bits in bytes 8-11 and their high bits on top of the first.
struct ScalesAndMinima {
  const uint8_t *bytes;

  int scale(int i) const {
    return i < 4 ? bytes[i] & 63 : (bytes[i + 4] & 15) | bytes[i - 4] >> 6 << 4;
  }
  int minimum(int i) const {
    return i < 4 ? bytes[i + 4] & 63 : bytes[i + 4] >> 4 | bytes[i] >> 6 << 4;
  }
};

/// 8 sub-blocks of 32: (d s) q - (dmin m).
template <int bits> void kWithMinima(const uint8_t *block, float *values) {
  float d = half(block), dmin = half(block + 2);
  ScalesAndMinima packed{block + 4};
  Field<1, 32> high{block + 16};
  Field<4, 32> low{block + (bits == 5 ? 48 : 16)};
  for (int i = 0; i < 256; ++i) {
    float scale = d * packed.scale(i / 32),
          minimum = dmin * packed.minimum(i / 32);
    int q = low[i] | (bits == 5 ? high[i] << 4 : 0);
    values[i] = scale * q - minimum;
  }
}

/// 16 sub-blocks of 16: (d s) (q - 32), s signed, q of six bits.
void q6_k(const uint8_t *block, float *values) {
  Field<4, 64> low{block};
  Field<2, 32> high{block + 128};
  float d = half(block + 208);
  for (int i = 0; i < 256; ++i) {
    int scale = static_cast<int8_t>(block[192 + i / 16]);
    values[i] = d * scale * ((low[i] | high[i] << 4) - 32);
  }
}

/// 32 elements of E2M1 with a shared power of two (OCP Microscaling 1.0). The
/// table holds doubled values, so the exponent is one less: 2^(e - 128).
void mxfp4(const uint8_t *block, float *values) {
  static constexpr int8_t kDoubled[] = {0, 1,  2,  3,  4,  6,  8,  12,
                                        0, -1, -2, -3, -4, -6, -8, -12};
  uint32_t e = block[0]; // the two least give subnormals
  float d = bit_cast<float>(e < 2 ? 0x00200000u << e : (e - 1) << 23);
  Field<4, 16> q{block + 1};
  for (int i = 0; i < 32; ++i)
    values[i] = d * kDoubled[q[i]];
}

void unpackScales(const uint8_t *block, uint8_t *array) {
  for (int i = 0; i < 8; ++i)
    array[i] = ScalesAndMinima{block + 4}.scale(i);
}

void unpackMinima(const uint8_t *block, uint8_t *array) {
  for (int i = 0; i < 8; ++i)
    array[i] = ScalesAndMinima{block + 4}.minimum(i);
}

Part half(StringLiteral name, int64_t offset) {
  return {name, Part::Type::F16, {}, offset};
}

/// The bytes of `Field<bits, period>`; those of one stretch need no index.
Part packed(StringLiteral name, int64_t offset, int64_t elements, int64_t bits,
            int64_t period) {
  int64_t stretch = period * 8 / bits;
  Part part{name, Part::Type::I8, {{1, period}}, offset};
  if (elements > stretch)
    part.dims = {{stretch, elements / stretch}, {1, period}};
  return part;
}

const Format kFormats[] = {
    {"f32", 1, 4, plain<float32>},
    {"f16", 1, 2, plain<half>, {{"v", Part::Type::F16, {}, 0}}},
    {"bf16", 1, 2, plain<brain16>, {{"v", Part::Type::BF16, {}, 0}}},
    {"q4_0",
     32,
     18,
     simple<4, false>,
     {packed("q", 2, 32, 4, 16), half("d", 0)}},
    {"q4_1",
     32,
     20,
     simple<4, true>,
     {packed("q", 4, 32, 4, 16), half("d", 0), half("m", 2)}},
    {"q5_0",
     32,
     22,
     simple<5, false>,
     {packed("q", 6, 32, 4, 16), half("d", 0), {"h", Part::Type::I32, {}, 2}}},
    {"q5_1",
     32,
     24,
     simple<5, true>,
     {packed("q", 8, 32, 4, 16),
      half("d", 0),
      {"h", Part::Type::I32, {}, 4},
      half("m", 2)}},
    {"q8_0", 32, 34, q8_0, {packed("q", 2, 32, 8, 32), half("d", 0)}},
    {"q2_k", 256, 84, q2_k},
    {"q3_k", 256, 110, q3_k},
    {"q4_k",
     256,
     144,
     kWithMinima<4>,
     {packed("q", 16, 256, 4, 32),
      half("d", 0),
      half("dmin", 2),
      {"s", Part::Type::I8, {{32, 8}}, 4, unpackScales},
      {"m", Part::Type::I8, {{32, 8}}, 4, unpackMinima}}},
    {"q5_k", 256, 176, kWithMinima<5>},
    {"q6_k",
     256,
     210,
     q6_k,
     {packed("q", 0, 256, 4, 64),
      packed("h", 128, 256, 2, 32),
      {"s", Part::Type::I8, {{16, 16}}, 192},
      half("d", 208)}},
    {"mxfp4", 32, 17, mxfp4},
};

int64_t bytesOf(Part::Type type) {
  return type == Part::Type::I8 ? 1 : type == Part::Type::I32 ? 4 : 2;
}

} // namespace

std::optional<int64_t> Format::bytes(ArrayRef<int64_t> shape) const {
  int64_t row = shape.empty() ? 1 : shape.back();
  if (row % blockElements != 0)
    return std::nullopt;
  if (is_contained(shape, 0))
    return 0;
  int64_t result = blockBytes;
  bool overflow = MulOverflow(result, row / blockElements, result);
  for (int64_t extent : shape.empty() ? shape : shape.drop_back())
    overflow = overflow || MulOverflow(result, extent, result);
  if (overflow)
    return std::nullopt;
  return result;
}

int64_t Part::bytes() const {
  int64_t result = bytesOf(type);
  for (const Dim &dim : dims)
    result *= dim.extent;
  return result;
}

void Format::takePart(StringRef blocks, const Part &part,
                      MutableArrayRef<char> array) const {
  const uint8_t *block = blocks.bytes_begin();
  int64_t size = part.bytes();
  for (auto *at = reinterpret_cast<uint8_t *>(array.begin());
       block != blocks.bytes_end(); block += blockBytes, at += size)
    if (part.unpack)
      part.unpack(block, at);
    else
      std::copy_n(block + part.offset, size, at);
}

void Format::decodeAll(StringRef blocks, MutableArrayRef<float> values) const {
  const uint8_t *block = blocks.bytes_begin();
  for (float *value = values.begin(); value != values.end();
       value += blockElements, block += blockBytes)
    decode(block, value);
}

ArrayRef<Format> tenfold::storage::formats() { return kFormats; }

const Format *tenfold::storage::find(StringRef name) {
  const Format *found = find_if(
      kFormats, [&](const Format &format) { return format.name == name; });
  return found == std::end(kFormats) ? nullptr : found;
}
