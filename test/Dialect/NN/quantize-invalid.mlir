// RUN: tenfold-opt %s --split-input-file --verify-diagnostics

func.func @integers(%x: tensor<3xf32>, %scale: tensor<f32>) {
  // expected-error@+1 {{'nn.quantize' op expected integers i8 or i16, got 'i32'}}
  %0 = nn.quantize %x scale %scale to i32 : tensor<3xf32>, tensor<f32>
  return
}

// -----

func.func @zero(%x: tensor<3xf32>, %scale: tensor<f32>, %zero: tensor<i16>) {
  // expected-error@+1 {{'nn.quantize' op expected `zero` of elements 'i8', got 'i16'}}
  %0 = nn.quantize %x scale %scale zero %zero to i8 : tensor<3xf32>, tensor<f32>, tensor<i16>
  return
}

// -----

func.func @scale(%x: tensor<3xf32>, %scale: tensor<f64>) {
  // expected-error@+1 {{'nn.quantize' op expected `scale` of elements 'f32', got 'f64'}}
  %0 = nn.quantize %x scale %scale to i8 : tensor<3xf32>, tensor<f64>
  return
}

// -----

func.func @back(%x: tensor<3xi64>, %scale: tensor<f32>) {
  // expected-error@+1 {{'nn.dequantize' op expected integers i8 or i16, got 'i64'}}
  %0 = nn.dequantize %x scale %scale : tensor<3xi64>, tensor<f32>
  return
}

// -----

func.func @bits(%x: tensor<3xf32>) {
  // expected-error@+1 {{'nn.bitcast' op expected a type of as many bits as 'f32', 8 at least, got 'i16'}}
  %0 = nn.bitcast %x to i16 : tensor<3xf32>
  return
}
