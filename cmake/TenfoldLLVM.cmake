# Finds LLVM and MLIR 22 and defines the helpers for parts that stand on them.

find_package(MLIR CONFIG QUIET HINTS /usr/lib/llvm-22)
if(NOT MLIR_FOUND OR NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR
    "Tenfold needs MLIR 22, found: ${MLIR_DIR} ${LLVM_VERSION}. On Debian: apt-get install libmlir-22-dev mlir-22-tools llvm-22-dev; "
    "elsewhere: -DMLIR_DIR=<prefix>/lib/cmake/mlir. For the runtime alone: -DTENFOLD_COMPILER=OFF.")
endif()
message(STATUS "MLIR ${LLVM_VERSION} in ${MLIR_DIR}")
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

add_library(tenfold_llvm_flags INTERFACE)
target_include_directories(tenfold_llvm_flags SYSTEM INTERFACE ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
target_compile_options(tenfold_llvm_flags INTERFACE -fno-exceptions)
# The shared libraries only: the static CMake targets would bring a second copy of MLIR.
target_link_libraries(tenfold_llvm_flags INTERFACE tenfold_flags MLIR LLVM)

# tenfold_tablegen(NAME file.td OUT GENERATOR... ): one target ${NAME}IncGen out of pairs "output -generator".
# Outputs land beside the source's place in the build tree, so includes read as paths from the root.
function(tenfold_tablegen name td)
  include_directories(SYSTEM ${MLIR_INCLUDE_DIRS})
  include_directories(${PROJECT_SOURCE_DIR})
  set(LLVM_TARGET_DEFINITIONS ${td})
  set(args ${ARGN})
  while(args)
    list(POP_FRONT args out generator)
    separate_arguments(generator)
    mlir_tablegen(${out} ${generator})
  endwhile()
  add_public_tablegen_target(${name}IncGen)
endfunction()

# tenfold_library(NAME sources... [LINK lib...] [DEPENDS target...])
function(tenfold_library name)
  cmake_parse_arguments(ARG "" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC tenfold_llvm_flags ${ARG_LINK})
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

# tenfold_pass(NAME sources... [LINK lib...]): the folder of one pass, NAME.td beside NAME.cpp; makes library
# Tenfold${NAME} and adds it to the list that the pipelines link.
function(tenfold_pass name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  tenfold_tablegen(Tenfold${name} ${name}.td ${name}.h.inc "-gen-pass-decls -name ${name}")
  tenfold_library(Tenfold${name} ${ARG_UNPARSED_ARGUMENTS} LINK ${ARG_LINK} DEPENDS Tenfold${name}IncGen)
  set_property(GLOBAL APPEND PROPERTY TENFOLD_PASSES Tenfold${name})
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set_property(GLOBAL APPEND_STRING PROPERTY TENFOLD_PASS_INCLUDES
    "#define GEN_PASS_DECL\n#define GEN_PASS_REGISTRATION\n#include \"${folder}/${name}.h.inc\"\n")
  set_property(GLOBAL APPEND_STRING PROPERTY TENFOLD_PASS_REGISTRATIONS "  tenfold::register${name}Passes();\n")
endfunction()

# tenfold_tool(NAME sources... [LINK lib...])
function(tenfold_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE tenfold_llvm_flags ${ARG_LINK})
endfunction()
