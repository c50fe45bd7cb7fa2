// RUN: tenfold-opt %s --tenfold-fold-pipeline --remarks-filter-missed=chunk-scans 2>&1 | FileCheck %s

// Near misses stay loops over steps.
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="a state is not updated by a product and a sum"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="a coefficient depends on a state"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="a decay varies along keys"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="what is added is no product of keys and values"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="steps are taken backwards"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="a state is used otherwise than by a sum of products"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="the states are narrow"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="no state is a matrix"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="a step computes more than products with states and element-wise ops"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="a state is not read"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="a state is not updated element by element in f32"
// CHECK-DAG: remark: [Missed] Chunks | Category:chunk-scans | Reason="a state is not updated element by element"
// CHECK-NOT: arith.minui

func.func @nonlinear(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x19xf32>, %s0: tensor<3x17x19xf32>) -> tensor<5x3x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x19xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x19xf32> {
    %kv = nn.einsum %kt, %vt "h k, h v -> h k v" : tensor<3x17xf32>, tensor<3x19xf32>
    %t = nn.tanh %h : tensor<3x17x19xf32>
    %n = nn.add %t, %kv : tensor<3x17x19xf32>, tensor<3x17x19xf32>
    %y = nn.einsum %qt, %n "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    nn.next %n emit %y : tensor<3x17x19xf32>, tensor<3x19xf32>
  }
  return %all : tensor<5x3x19xf32>
}

func.func @delta(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x19xf32>, %s0: tensor<3x17x19xf32>) -> tensor<5x3x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x19xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x19xf32> {
    %r = nn.einsum %kt, %h "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    %d = nn.sub %vt, %r : tensor<3x19xf32>, tensor<3x19xf32>
    %kv = nn.einsum %kt, %d "h k, h v -> h k v" : tensor<3x17xf32>, tensor<3x19xf32>
    %n = nn.add %h, %kv : tensor<3x17x19xf32>, tensor<3x17x19xf32>
    %y = nn.einsum %qt, %n "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    nn.next %n emit %y : tensor<3x17x19xf32>, tensor<3x19xf32>
  }
  return %all : tensor<5x3x19xf32>
}

func.func @channels(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x19xf32>, %s0: tensor<3x17x19xf32>) -> tensor<5x3x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x19xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x19xf32> {
    %kv = nn.einsum %kt, %vt "h k, h v -> h k v" : tensor<3x17xf32>, tensor<3x19xf32>
    %f = nn.einsum %qt, %h "h k, h k v -> h k v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    %n = nn.add %f, %kv : tensor<3x17x19xf32>, tensor<3x17x19xf32>
    %y = nn.einsum %qt, %n "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    nn.next %n emit %y : tensor<3x17x19xf32>, tensor<3x19xf32>
  }
  return %all : tensor<5x3x19xf32>
}

func.func @without_keys(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x19xf32>, %s0: tensor<3x17x19xf32>) -> tensor<5x3x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x19xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x19xf32> {
    %g = nn.rearrange %vt "h v -> h () v" : tensor<3x19xf32>
    %n = nn.add %h, %g : tensor<3x17x19xf32>, tensor<3x1x19xf32>
    %y = nn.einsum %qt, %n "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    nn.next %n emit %y : tensor<3x17x19xf32>, tensor<3x19xf32>
  }
  return %all : tensor<5x3x19xf32>
}

func.func @backwards(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x19xf32>, %s0: tensor<3x17x19xf32>) -> tensor<5x3x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) reverse : tensor<3x17x19xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x19xf32> {
    %kv = nn.einsum %kt, %vt "h k, h v -> h k v" : tensor<3x17xf32>, tensor<3x19xf32>
    %n = nn.add %h, %kv : tensor<3x17x19xf32>, tensor<3x17x19xf32>
    %y = nn.einsum %qt, %n "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    nn.next %n emit %y : tensor<3x17x19xf32>, tensor<3x19xf32>
  }
  return %all : tensor<5x3x19xf32>
}

func.func @emitted(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x19xf32>, %s0: tensor<3x17x19xf32>) -> tensor<5x3x17x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x19xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x19xf32> {
    %kv = nn.einsum %kt, %vt "h k, h v -> h k v" : tensor<3x17xf32>, tensor<3x19xf32>
    %n = nn.add %h, %kv : tensor<3x17x19xf32>, tensor<3x17x19xf32>
    nn.next %n emit %n : tensor<3x17x19xf32>, tensor<3x17x19xf32>
  }
  return %all : tensor<5x3x17x19xf32>
}

func.func @narrow(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x7xf32>, %s0: tensor<3x17x7xf32>) -> tensor<5x3x7xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x7xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x7xf32> {
    %kv = nn.einsum %kt, %vt "h k, h v -> h k v" : tensor<3x17xf32>, tensor<3x7xf32>
    %n = nn.add %h, %kv : tensor<3x17x7xf32>, tensor<3x17x7xf32>
    %y = nn.einsum %qt, %n "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x7xf32>
    nn.next %n emit %y : tensor<3x17x7xf32>, tensor<3x7xf32>
  }
  return %all : tensor<5x3x7xf32>
}

func.func @vector(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %s0: tensor<3x17xf32>) -> tensor<5x3xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k) : tensor<3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32> {
    %n = nn.add %h, %kt : tensor<3x17xf32>, tensor<3x17xf32>
    %y = nn.einsum %qt, %n "h k, h k -> h" : tensor<3x17xf32>, tensor<3x17xf32>
    nn.next %n emit %y : tensor<3x17xf32>, tensor<3xf32>
  }
  return %all : tensor<5x3xf32>
}

func.func @reduces(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x19xf32>, %s0: tensor<3x17x19xf32>) -> tensor<5x3x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x19xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x19xf32> {
    %kv = nn.einsum %kt, %vt "h k, h v -> h k v" : tensor<3x17xf32>, tensor<3x19xf32>
    %n = nn.add %h, %kv : tensor<3x17x19xf32>, tensor<3x17x19xf32>
    %m = nn.reduce max %qt [0] : tensor<3x17xf32>
    %p = nn.sub %qt, %m : tensor<3x17xf32>, tensor<1x17xf32>
    %y = nn.einsum %p, %n "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    nn.next %n emit %y : tensor<3x17x19xf32>, tensor<3x19xf32>
  }
  return %all : tensor<5x3x19xf32>
}

func.func @unread(%q: tensor<5x3x17xf32>, %k: tensor<5x3x17xf32>, %v: tensor<5x3x19xf32>, %s0: tensor<3x17x19xf32>) -> tensor<3x17x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x19xf32>, tensor<5x3x17xf32>, tensor<5x3x17xf32>, tensor<5x3x19xf32> {
    %kv = nn.einsum %kt, %vt "h k, h v -> h k v" : tensor<3x17xf32>, tensor<3x19xf32>
    %n = nn.add %h, %kv : tensor<3x17x19xf32>, tensor<3x17x19xf32>
    %y = nn.tanh %qt : tensor<3x17xf32>
    nn.next %n emit %y : tensor<3x17x19xf32>, tensor<3x17xf32>
  }
  return %s : tensor<3x17x19xf32>
}

func.func @wide(%q: tensor<5x3x17xf64>, %k: tensor<5x3x17xf64>, %v: tensor<5x3x19xf64>, %s0: tensor<3x17x19xf64>) -> tensor<5x3x19xf64> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v) : tensor<3x17x19xf64>, tensor<5x3x17xf64>, tensor<5x3x17xf64>, tensor<5x3x19xf64> {
    %kv = nn.einsum %kt, %vt "h k, h v -> h k v" : tensor<3x17xf64>, tensor<3x19xf64>
    %n = nn.add %h, %kv : tensor<3x17x19xf64>, tensor<3x17x19xf64>
    %y = nn.einsum %qt, %n "h k, h k v -> h v" : tensor<3x17xf64>, tensor<3x17x19xf64>
    nn.next %n emit %y : tensor<3x17x19xf64>, tensor<3x19xf64>
  }
  return %all : tensor<5x3x19xf64>
}

func.func @dense(%q: tensor<5x3x17xf32>, %s0: tensor<3x17x19xf32>) -> tensor<5x3x19xf32> {
  %s, %all = nn.scan (%h = %s0) over (%qt = %q) : tensor<3x17x19xf32>, tensor<5x3x17xf32> {
    %n = nn.einsum %qt, %h "h j, h k v -> h j v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    %y = nn.einsum %qt, %n "h k, h k v -> h v" : tensor<3x17xf32>, tensor<3x17x19xf32>
    nn.next %n emit %y : tensor<3x17x19xf32>, tensor<3x19xf32>
  }
  return %all : tensor<5x3x19xf32>
}
