// RUN: tenfold-opt %s --tenfold-form-scans --remarks-filter-missed=form-scans 2>&1 | FileCheck %s

// CHECK-DAG: remark: [Missed] Scan | Category:form-scans | Reason="a step multiplies by a tensor from outside"
// CHECK-DAG: remark: [Missed] Scan | Category:form-scans | Reason="a step is more than arithmetic on tensors"
// CHECK-DAG: remark: [Missed] Scan | Category:form-scans | Reason="a step takes a part of what it computed"
// CHECK-DAG: remark: [Missed] Scan | Category:form-scans | Reason="a step writes a part of what it computed"
// CHECK-DAG: remark: [Missed] Scan | Category:form-scans | Reason="it carries nothing from step to step"
// CHECK-NOT: program.kernel

func.func @weights(%h0: tensor<7xf32>, %w: tensor<7x7xf32>, %n: index) -> tensor<7xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %0 = scf.for %t = %zero to %n step %one iter_args(%h = %h0) -> tensor<7xf32> {
    %1 = linalg.generic {indexing_maps = [affine_map<(o, i) -> (i)>, affine_map<(o, i) -> (o, i)>, affine_map<(o, i) -> (o)>],
        iterator_types = ["parallel", "reduction"]} ins(%h, %w : tensor<7xf32>, tensor<7x7xf32>) outs(%h0 : tensor<7xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      linalg.yield %s : f32
    } -> tensor<7xf32>
    scf.yield %1 : tensor<7xf32>
  }
  return %0 : tensor<7xf32>
}

func.func @branch(%h0: tensor<7xf32>, %g: tensor<7xf32>, %p: i1, %n: index) -> tensor<7xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %0 = scf.for %t = %zero to %n step %one iter_args(%h = %h0) -> tensor<7xf32> {
    %1 = scf.if %p -> tensor<7xf32> {
      scf.yield %h : tensor<7xf32>
    } else {
      scf.yield %g : tensor<7xf32>
    }
    scf.yield %1 : tensor<7xf32>
  }
  return %0 : tensor<7xf32>
}

func.func @part(%h0: tensor<7xf32>, %n: index) -> tensor<7xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %0 = scf.for %t = %zero to %n step %one iter_args(%h = %h0) -> tensor<7xf32> {
    %1 = tensor.extract_slice %h[0] [7] [1] : tensor<7xf32> to tensor<7xf32>
    scf.yield %1 : tensor<7xf32>
  }
  return %0 : tensor<7xf32>
}

func.func @row(%x: tensor<5x7xf32>, %r: tensor<7xf32>, %n: index) -> tensor<5x7xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %0 = scf.for %t = %zero to %n step %one iter_args(%h = %x) -> tensor<5x7xf32> {
    %1 = tensor.insert_slice %r into %h[0, 0] [1, 7] [1, 1] : tensor<7xf32> into tensor<5x7xf32>
    %2 = tensor.insert_slice %r into %1[%t, 0] [1, 7] [1, 1] : tensor<7xf32> into tensor<5x7xf32>
    scf.yield %2 : tensor<5x7xf32>
  }
  return %0 : tensor<5x7xf32>
}

func.func @nothing(%n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  scf.for %t = %zero to %n step %one {
  }
  return
}
