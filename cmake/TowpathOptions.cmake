# SPDX-License-Identifier: GPL-2.0-or-later
# Compiler settings shared by every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

option(TOWPATH_TESTS "Build the tests" ON)
option(TOWPATH_PYTHON "Run the Python scripts of semantic patches" ON)
option(TOWPATH_BENCH "Build the micro-benchmarks" OFF)
option(TOWPATH_FUZZ "Build the fuzz targets (Clang only)" OFF)
option(TOWPATH_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)

add_compile_options(-Wall -Wextra -Werror)
# By which a program tells its own build from others (src/cli/build_id.h).
add_link_options(LINKER:--build-id)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms of this compiler when it optimizes: in std::string's operator+ (its bug 105651) and for the
  # inactive member of a std::variant. Clang-tidy and the sanitizers look for the real ones.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized)
endif()
if(TOWPATH_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
if(TOWPATH_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

if(TOWPATH_TESTS)
  enable_testing()
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
