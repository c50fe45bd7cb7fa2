// RUN: tenfold-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{'func.func' op expected `program.plan` to be a dictionary with `buffers`, on an entry with `program.dims`}}
func.func @not_an_entry() attributes {program.dims = [], program.plan = {bounds = [], buffers = []}} {
  return
}

// -----

// expected-error @below {{'func.func' op expected `bounds` of `program.plan` to be [least, greatest] for each of the 1 names in `program.dims`, got []}}
func.func @bounds() attributes {program.entry, program.dims = ["n"], program.plan = {bounds = [], buffers = []}} {
  return
}

// -----

// expected-error @below {{'func.func' op expected `scratch` of `program.plan` to be an affine map over `program.dims`, got 3 : i64}}
func.func @scratch() attributes {program.entry, program.dims = [], program.plan = {bounds = [], buffers = [], scratch = 3}} {
  return
}

// -----

// expected-error @below {{'func.func' op expected a buffer of `program.plan` to be {bytes = affine map over `program.dims`, first, last, offset}, got {bytes = affine_map<() -> (3)>, first = 0 : i64, last = 1 : i64}}}
func.func @buffer() attributes {program.entry, program.dims = [], program.plan = {arena = 64, bounds = [],
    buffers = [{bytes = affine_map<() -> (3)>, first = 0, last = 1}], scratch = affine_map<() -> (0)>}} {
  return
}

// -----

// expected-error @below {{'func.func' op expected a buffer of `program.plan` to live from its first to a later step, got {bytes = affine_map<() -> (3)>, first = 2 : i64, last = 1 : i64}}}
func.func @life() attributes {program.entry, program.dims = [], program.plan = {bounds = [],
    buffers = [{bytes = affine_map<() -> (3)>, first = 2, last = 1}], scratch = affine_map<() -> (0)>}} {
  return
}
