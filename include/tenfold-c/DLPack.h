// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The part of DLPack (https://dmlc.github.io/dlpack, Apache-2.0) that the
/// runtime speaks, with the layout that is common to all its versions. The real
/// header is used where it is installed.
#ifndef TENFOLD_C_DLPACK_H
#define TENFOLD_C_DLPACK_H

#include <stdint.h>

#if defined(DLPACK_DLPACK_H_)
#elif __has_include(<dlpack/dlpack.h>)
#include <dlpack/dlpack.h>
#else
#define DLPACK_DLPACK_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { kDLCPU = 1, kDLCUDA = 2 } DLDeviceType;

typedef struct {
  DLDeviceType device_type;
  int32_t device_id;
} DLDevice;

typedef enum {
  kDLInt = 0,
  kDLUInt = 1,
  kDLFloat = 2,
  kDLBfloat = 4
} DLDataTypeCode;

typedef struct {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
} DLDataType;

typedef struct {
  void *data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t *shape;
  int64_t *strides; ///< in elements; null is row-major and contiguous
  uint64_t byte_offset;
} DLTensor;

typedef struct DLManagedTensor {
  DLTensor dl_tensor;
  void *manager_ctx;
  void (*deleter)(struct DLManagedTensor *self);
} DLManagedTensor;

#ifdef __cplusplus
} // extern "C"
#endif
#endif

/// The code of booleans of one byte, which older versions of DLPack do not
/// name.
#define TENFOLD_DL_BOOL 6

#endif // TENFOLD_C_DLPACK_H
