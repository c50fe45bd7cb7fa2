// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A shared library that exports no table.
__attribute__((visibility("default"))) const int tenfold_not_an_artifact = 1;
