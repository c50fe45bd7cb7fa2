// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s
// RUN: tenfold-opt %s --canonicalize | FileCheck %s --check-prefix=CANON

// CHECK-LABEL: @cond
// CHECK-SAME: %[[P:.*]]: tensor<i1>, %[[X:.*]]: tensor<?x7xf32>, %[[Y:.*]]: tensor<3x?xf32>
func.func @cond(%p: tensor<i1>, %x: tensor<?x7xf32>, %y: tensor<3x?xf32>) -> tensor<3x7xf32> {
  // What either branch knows of the extents is known of the result.
  // CHECK: %[[R:.*]] = nn.cond %[[P]] : tensor<i1> {
  // CHECK-NEXT: nn.next %[[X]] : tensor<?x7xf32>
  // CHECK-NEXT: } else {
  // CHECK-NEXT: nn.next %[[Y]] : tensor<3x?xf32>
  // CHECK-NEXT: }
  %0 = nn.cond %p : tensor<i1> {
    nn.next %x : tensor<?x7xf32>
  } else {
    nn.next %y : tensor<3x?xf32>
  }
  // CHECK: nn.neg %[[R]] : tensor<3x7xf32>
  %1 = nn.neg %0 : tensor<3x7xf32>
  return %1 : tensor<3x7xf32>
}

// CHECK-LABEL: @while
// CHECK-SAME: %[[N:.*]]: tensor<i64>, %[[X:.*]]: tensor<?x7xf32>
func.func @while(%n: tensor<i64>, %x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // CHECK: %{{.*}}:2 = nn.while (%[[I:.*]] = %[[N]], %{{.*}} = %[[X]]) : tensor<i64>, tensor<?x7xf32> {
  // CHECK: nn.compare lt %[[I]], %[[N]]
  // CHECK: nn.next %{{.*}} : tensor<i1>
  // CHECK-NEXT: } do (%[[J:.*]], %[[B:.*]]) {
  // CHECK: nn.next %[[J]], %{{.*}} : tensor<i64>, tensor<?x7xf32>
  %0, %1 = nn.while (%i = %n, %a = %x) : tensor<i64>, tensor<?x7xf32> {
    %more = nn.compare lt %i, %n : tensor<i64>, tensor<i64>
    nn.next %more : tensor<i1>
  } do (%j, %b) {
    %2 = nn.tanh %b : tensor<?x7xf32>
    nn.next %j, %2 : tensor<i64>, tensor<?x7xf32>
  }
  return %1 : tensor<?x7xf32>
}

// CHECK-LABEL: @scan
// CHECK-SAME: %[[H0:.*]]: tensor<?x7xf32>, %[[XS:.*]]: tensor<?x3x7xf32>, %[[ZS:.*]]: tensor<5x?xf32>
func.func @scan(%h0: tensor<?x7xf32>, %xs: tensor<?x3x7xf32>, %zs: tensor<5x?xf32>) -> tensor<5x3x7xf32> {
  // CHECK: %[[R:.*]]:3 = nn.scan (%[[H:.*]] = %[[H0]]) over (%[[X:.*]] = %[[XS]], %[[Z:.*]] = %[[ZS]]) reverse : tensor<?x7xf32>, tensor<?x3x7xf32>, tensor<5x?xf32> {
  // CHECK-NEXT: %[[A:.*]] = nn.add %[[H]], %[[X]] : tensor<?x7xf32>, tensor<3x7xf32>
  // CHECK-NEXT: nn.next %[[A]] emit %[[Z]], %[[A]] : tensor<3x7xf32>, tensor<?xf32>, tensor<3x7xf32>
  %last, %all, %sums = nn.scan (%h = %h0) over (%x = %xs, %z = %zs) reverse : tensor<?x7xf32>, tensor<?x3x7xf32>, tensor<5x?xf32> {
    %0 = nn.add %h, %x : tensor<?x7xf32>, tensor<3x7xf32>
    nn.next %0 emit %z, %0 : tensor<3x7xf32>, tensor<?xf32>, tensor<3x7xf32>
  }
  // CHECK: nn.neg %[[R]]#2 : tensor<5x3x7xf32>
  %1 = nn.neg %sums : tensor<5x3x7xf32>
  return %1 : tensor<5x3x7xf32>
}

// CANON-LABEL: @chosen
// CANON-SAME: %[[X:.*]]: tensor<3xf32>
// CANON-NEXT: %[[R:.*]] = nn.tanh %[[X]]
// CANON-NEXT: return %[[R]]
func.func @chosen(%x: tensor<3xf32>) -> tensor<3xf32> {
  %false = arith.constant dense<false> : tensor<i1>
  %0 = nn.cond %false : tensor<i1> {
    nn.next %x : tensor<3xf32>
  } else {
    %1 = nn.tanh %x : tensor<3xf32>
    nn.next %1 : tensor<3xf32>
  }
  return %0 : tensor<3xf32>
}

// CANON-LABEL: @never
// CANON-SAME: %[[X:.*]]: tensor<3xf32>
// CANON-NEXT: return %[[X]]
func.func @never(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nn.while (%a = %x) : tensor<3xf32> {
    %false = arith.constant dense<false> : tensor<i1>
    nn.next %false : tensor<i1>
  } do (%b) {
    %1 = nn.tanh %b : tensor<3xf32>
    nn.next %1 : tensor<3xf32>
  }
  return %0 : tensor<3xf32>
}

// CANON-LABEL: @no_step
// CANON-SAME: %[[X:.*]]: tensor<3xf32>
// CANON-NEXT: return %[[X]]
func.func @no_step(%x: tensor<3xf32>, %xs: tensor<0x3xf32>) -> tensor<3xf32> {
  %0 = nn.scan (%a = %x) over (%z = %xs) : tensor<3xf32>, tensor<0x3xf32> {
    %1 = nn.add %a, %z : tensor<3xf32>, tensor<3xf32>
    nn.next %1 : tensor<3xf32>
  }
  return %0 : tensor<3xf32>
}
