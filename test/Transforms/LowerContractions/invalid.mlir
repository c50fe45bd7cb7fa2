// RUN: tenfold-opt %s --tenfold-lower-contractions --verify-diagnostics --split-input-file

// expected-error @below {{expected the LLVM name of an x86-64 CPU, got 'pentium-eleven' in `program.cpu`}}
module attributes {program.cpu = "pentium-eleven"} {}

// -----

// expected-error @below {{expected a CPU feature such as +avx512f or -avx512f, got 'avx512f' in `program.cpu`}}
module attributes {program.cpu = "x86-64-v3,avx512f"} {}

// -----

// expected-error @below {{expected a CPU with avx2 and fma, got 'x86-64-v2' in `program.cpu`}}
module attributes {program.cpu = "x86-64-v2"} {}

// -----

// expected-error @below {{expected `program.cpu` to be a string, got 3 : i64}}
module attributes {program.cpu = 3} {}

// -----

// expected-error @below {{expected `program.cpu` on a module}}
func.func private @kernel() attributes {program.cpu = "x86-64-v3"}

// -----

// expected-error @below {{expected l2= and the KiB of L2 of one core, got 'l2=2M' in `program.cpu`}}
module attributes {program.cpu = "x86-64-v3,l2=2M"} {}

// -----

// expected-error @below {{expected `program.precision` to be "f32" or "int8-dynamic", got "int8"}}
module attributes {program.precision = "int8"} {}
