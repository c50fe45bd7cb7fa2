func.func @main(%n: index) attributes {program.entry, program.dims = ["n"]} {
  return
}
