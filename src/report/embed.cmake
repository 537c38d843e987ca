# SPDX-License-Identifier: GPL-2.0-or-later
# cmake -D HTML=file -D STYLES=files -D SCRIPTS=files -D NOTICE=file -D OUTPUT=skeleton.cc -P embed.cmake
#
# Writes the two constants of skeleton.h: the page with its styles, its scripts and the libraries'
# copyright notice inside, and with a policy that lets these very scripts and styles run and nothing
# else. Lists come with commas.
cmake_minimum_required(VERSION 3.25)

# What the policy calls a text: its SHA-256 in base64.
function(base64_sha256 text result)
  string(SHA256 hex "${text}")
  set(digits "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(out)
  # 256 bits are 42 groups of six and four more, which two noughts fill up.
  string(APPEND hex "00")
  foreach(at RANGE 0 60 6)
    string(SUBSTRING "${hex}" ${at} 6 part)
    foreach(shift 18 12 6 0)
      math(EXPR index "(0x${part} >> ${shift}) & 63")
      string(SUBSTRING "${digits}" ${index} 1 digit)
      string(APPEND out ${digit})
    endforeach()
  endforeach()
  string(SUBSTRING "${out}" 0 43 out)
  set(${result} "${out}=" PARENT_SCOPE)
endfunction()

# The files one after the other, between two newlines.
function(joined files result)
  string(REPLACE "," ";" files "${files}")
  set(out "\n")
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    string(APPEND out "${text}\n")
  endforeach()
  set(${result} "${out}" PARENT_SCOPE)
endfunction()

joined("${STYLES}" style)
joined("${SCRIPTS}" script)
foreach(text IN ITEMS "${style}" "${script}")
  string(TOLOWER "${text}" lower)
  if(lower MATCHES "</(script|style)|<!--")
    message(FATAL_ERROR "a style or script of the page would end early at: ${CMAKE_MATCH_0}")
  endif()
endforeach()
base64_sha256("${style}" STYLE_HASH)
base64_sha256("${script}" SCRIPT_HASH)

file(READ "${NOTICE}" notice)
string(REPLACE "&" "&amp;" notice "${notice}")
string(REPLACE "<" "&lt;" notice "${notice}")

file(READ "${HTML}" html)
string(REPLACE "@STYLE_HASH@" "${STYLE_HASH}" html "${html}")
string(REPLACE "@SCRIPT_HASH@" "${SCRIPT_HASH}" html "${html}")
string(REPLACE "@NOTICE@" "${notice}" html "${html}")
string(REPLACE "@STYLE@" "${style}" html "${html}")
string(REPLACE "@SCRIPT@" "${script}" html "${html}")
string(FIND "${html}" "@DATA@\n" at)
string(SUBSTRING "${html}" 0 ${at} before)
math(EXPR at "${at} + 7")
string(SUBSTRING "${html}" ${at} -1 after)

set(delimiter "towpath-page")
string(FIND "${html}" ")${delimiter}\"" taken)
if(NOT taken EQUAL -1)
  message(FATAL_ERROR "the page holds the end of its own literal")
endif()
file(WRITE "${OUTPUT}" "// Made by embed.cmake.
#include \"report/skeleton.h\"

namespace towpath::report {

const std::string_view kBeforeData = R\"${delimiter}(${before})${delimiter}\";
const std::string_view kAfterData = R\"${delimiter}(${after})${delimiter}\";

}  // namespace towpath::report
")
