# What `cmake --install` puts under its prefix: tools, the runtime and the headers of embedders.
include(GNUInstallDirs)
install(TARGETS tenfold_runtime LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
