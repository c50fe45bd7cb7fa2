// RUN: tenfold-opt %s --verify-diagnostics --split-input-file | tenfold-opt --split-input-file | FileCheck %s

// CHECK-LABEL: @slice
func.func @slice(%xs: memref<?x3x?xf32>, %ys: memref<5x1x7xf32>, %i: index) {
  // CHECK: program.slice %{{.*}}[%{{.*}}] : memref<?x3x?xf32> to memref<3x?xf32>
  %0 = program.slice %xs[%i] : memref<?x3x?xf32> to memref<3x?xf32>
  // Extents of one may be left out.
  // CHECK: program.slice %{{.*}}[%{{.*}}] : memref<5x1x7xf32> to memref<7xf32>
  %1 = program.slice %ys[%i] : memref<5x1x7xf32> to memref<7xf32>
  return
}

// -----

func.func @extents(%xs: memref<?x3x?xf32>, %i: index) {
  // expected-error @+1 {{'program.slice' op expected a part of 'memref<?x3x?xf32>' along its leading dimension, got 'memref<?x3xf32>'}}
  %0 = program.slice %xs[%i] : memref<?x3x?xf32> to memref<?x3xf32>
  return
}

// -----

func.func @scalar(%xs: memref<f32>, %i: index) {
  // expected-error @+1 {{'program.slice' op expected a part of 'memref<f32>' along its leading dimension, got 'memref<f32>'}}
  %0 = program.slice %xs[%i] : memref<f32> to memref<f32>
  return
}
