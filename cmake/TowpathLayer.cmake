# SPDX-License-Identifier: GPL-2.0-or-later
# towpath_layer(NAME [SOURCES file...] [TESTS file...] [DEPENDS target...])
#
# One static library a layer, `towpath_NAME`, and one test program, `NAME_test`. DEPENDS names lower
# layers (without the prefix) or imported targets. A layer above the caller in TOWPATH_LAYERS is
# refused, so the build holds the architecture's rule.
function(towpath_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;TESTS;DEPENDS" ${ARGN})
  list(FIND TOWPATH_LAYERS ${name} own_rank)
  set(libraries)
  foreach(dependency IN LISTS arg_DEPENDS)
    list(FIND TOWPATH_LAYERS ${dependency} rank)
    if(rank EQUAL -1)
      list(APPEND libraries ${dependency})
    elseif(rank LESS own_rank)
      list(APPEND libraries towpath_${dependency})
    else()
      message(FATAL_ERROR "layer ${name} may not depend on ${dependency}")
    endif()
  endforeach()

  add_library(towpath_${name} STATIC ${arg_SOURCES})
  target_include_directories(towpath_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(towpath_${name} PUBLIC ${libraries})
  set_property(GLOBAL APPEND PROPERTY TOWPATH_LIBRARIES towpath_${name})

  if(TOWPATH_TESTS AND arg_TESTS)
    add_executable(${name}_test ${arg_TESTS})
    target_link_libraries(${name}_test PRIVATE towpath_${name} GTest::gmock GTest::gtest_main)
    # A test is run once for each time that it is compiled.
    target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1>)
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
                         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
endfunction()
