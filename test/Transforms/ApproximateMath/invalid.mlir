// RUN: tenfold-opt %s --tenfold-approximate-math --verify-diagnostics --split-input-file

func.func @no_approximation(%x: f32) -> f32 {
  // expected-error@+1 {{'math.cbrt' op expected a function with an approximation, and it has none}}
  %y = math.cbrt %x : f32
  return %y : f32
}

// -----

func.func @no_format(%x: f128) -> f128 {
  // expected-error@+1 {{'math.exp' op expected f64, f32, f16 or bf16, a scalar or a vector, got 'f128'}}
  %y = math.exp %x : f128
  return %y : f128
}
