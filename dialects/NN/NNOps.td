// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "dialects/NN/Attention.td"
include "dialects/NN/Contraction.td"
include "dialects/NN/Elementwise.td"
include "dialects/NN/Indexing.td"
include "dialects/NN/Reduction.td"
include "dialects/NN/Shape.td"
include "dialects/NN/Structure.td"
