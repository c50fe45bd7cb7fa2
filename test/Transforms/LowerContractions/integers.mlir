// RUN: tenfold-opt %s --tenfold-lower-contractions --split-input-file | FileCheck %s
// Factors that are scaled integers of eight bits: sums of a group are exact, a dot product of bytes where the target has one.

#row = affine_map<(i, o, k) -> (i, k)>
#q = affine_map<(i, o, k) -> (o floordiv 48, k floordiv 32, (k mod 16) floordiv 4, o mod 48, k mod 4)>
#d = affine_map<(i, o, k) -> (o floordiv 48, k floordiv 32, o mod 48)>
#s = affine_map<(i, o, k) -> (i, k floordiv 32)>
#c = affine_map<(i, o, k) -> (i, o)>

module attributes {program.cpu = "icelake-server"} {
  // CHECK-LABEL: func.func @contract(
  // CHECK:      %[[SUMS:.+]] = memref.alloc(%{{.+}}) {alignment = 64 : i64} : memref<?x2xf32>
  // CHECK:      memref.collapse_shape %{{.+}} {{\[\[0\], \[1\], \[2\], \[3, 4\]\]}} : memref<1x2x4x48x4xi8> into memref<1x2x4x192xi8>
  // CHECK:      call @contraction_i8_q4_0(
  func.func @contract(%p: memref<?x64xi8>, %q: memref<1x2x4x48x4xi8>, %d: memref<1x2x48xf16>, %s: memref<?x2xf32>, %y: memref<?x37xf32>) {
    linalg.generic {indexing_maps = [#row, #q, #d, #s, #c], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%p, %q, %d, %s : memref<?x64xi8>, memref<1x2x4x48x4xi8>, memref<1x2x48xf16>, memref<?x2xf32>) outs(%y : memref<?x37xf32>) attrs = {nn.storage = "q4_0"} {
    ^bb0(%pe: i8, %qe: i8, %de: f16, %se: f32, %acc: f32):
      %c2 = arith.constant 2 : index
      %c4 = arith.constant 4 : index
      %c16 = arith.constant 16 : index
      %c8 = arith.constant 8 : i32
      %c15 = arith.constant 15 : i32
      %0 = arith.extsi %pe : i8 to i32
      %1 = arith.sitofp %0 : i32 to f32
      %x = arith.mulf %1, %se : f32
      %k = linalg.index 2 : index
      %run = arith.divui %k, %c16 : index
      %half = arith.remui %run, %c2 : index
      %bits = arith.muli %half, %c4 : index
      %byte = arith.extui %qe : i8 to i32
      %shift = arith.index_cast %bits : index to i32
      %shifted = arith.shrui %byte, %shift : i32
      %low = arith.andi %shifted, %c15 : i32
      %signed = arith.subi %low, %c8 : i32
      %scale = arith.extf %de : f16 to f32
      %real = arith.sitofp %signed : i32 to f32
      %w = arith.mulf %scale, %real : f32
      %product = arith.mulf %x, %w : f32
      %sum = arith.addf %acc, %product : f32
      linalg.yield %sum : f32
    }
    return
  }

  // The sum of a group's integers, scaled, once for all columns.
  // CHECK-LABEL: func.func private @contraction_i8_q4_0(
  // CHECK:      arith.extsi %{{.+}} : vector<32xi8> to vector<32xi32>
  // CHECK-NEXT: vector.reduction <add>
  // CHECK:      call @microkernel_i8_q4_0_12x16(
  // CHECK:      call @microkernel_i8_q4_0_4x16(
  // CHECK:      call @microkernel_i8_q4_0_1x48(

  // CHECK-LABEL: func.func private @microkernel_i8_q4_0_12x16(
  // CHECK-NOT:  memref.prefetch
  // CHECK:      %[[BYTES:.+]] = vector.load %{{.+}} : memref<?x?x?x?xi8, {{.+}}>, vector<64xi8>
  // CHECK:      arith.andi %[[BYTES]], %{{.+}} : vector<64xi8>
  // CHECK:      arith.shrui %{{.+}}, %{{.+}} : vector<64xi8>
  // CHECK-COUNT-96: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
  // CHECK-LABEL: func.func private @microkernel_i8_q4_0_4x16(

  // One row asks for weights ahead of their use.
  // CHECK-LABEL: func.func private @microkernel_i8_q4_0_1x48(
  // CHECK:      memref.prefetch
  // CHECK:      memref.prefetch
  // CHECK:      vector.maskedstore
}

// -----

#row = affine_map<(i, o, k) -> (i, k)>
#q = affine_map<(i, o, k) -> (o floordiv 16, k floordiv 32, (k mod 32) floordiv 4, o mod 16, k mod 4)>
#d = affine_map<(i, o, k) -> (o floordiv 16, k floordiv 32, o mod 16)>
#s = affine_map<(i, o, k) -> (i, k floordiv 32)>
#c = affine_map<(i, o, k) -> (i, o)>

// Without such a dot product, pairs of 16 bits, which do not saturate either. Signed bytes become unsigned ones, less 128.
module attributes {program.cpu = "x86-64-v3"} {
  // CHECK-LABEL: func.func private @microkernel_i8_q8_0_4x8(
  // CHECK-DAG:  arith.constant dense<-128> : vector<32xi8>
  // CHECK:      arith.xori %{{.+}}, %{{.+}} : vector<32xi8>
  // CHECK:      arith.shrui %{{.+}}, %{{.+}} : vector<16xi16>
  // CHECK:      arith.shrsi %{{.+}}, %{{.+}} : vector<16xi16>
  // CHECK:      llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
  // CHECK-NOT:  vpdpbusd
  func.func @contract(%p: memref<?x64xi8>, %q: memref<3x2x8x16x4xi8>, %d: memref<3x2x16xf16>, %s: memref<?x2xf32>, %y: memref<?x37xf32>) {
    linalg.generic {indexing_maps = [#row, #q, #d, #s, #c], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%p, %q, %d, %s : memref<?x64xi8>, memref<3x2x8x16x4xi8>, memref<3x2x16xf16>, memref<?x2xf32>) outs(%y : memref<?x37xf32>) attrs = {nn.storage = "q8_0"} {
    ^bb0(%pe: i8, %qe: i8, %de: f16, %se: f32, %acc: f32):
      %0 = arith.extsi %pe : i8 to i32
      %1 = arith.sitofp %0 : i32 to f32
      %x = arith.mulf %1, %se : f32
      %signed = arith.extsi %qe : i8 to i32
      %scale = arith.extf %de : f16 to f32
      %real = arith.sitofp %signed : i32 to f32
      %w = arith.mulf %scale, %real : f32
      %product = arith.mulf %x, %w : f32
      %sum = arith.addf %acc, %product : f32
      linalg.yield %sum : f32
    }
    return
  }
}
