# Installs the public headers from ${source} to ${includes}/troupe: those of
# troupe/, those of config/ that a program needs, and what these include of ours.
# An install script begins without policies.
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)
file(
  GLOB open
  RELATIVE ${source}
  ${source}/troupe/*.hpp)
list(APPEND open config/load.hpp config/log.hpp)
set(public)
while(open)
  list(POP_FRONT open header)
  if(header IN_LIST public)
    continue()
  endif()
  list(APPEND public ${header})
  file(STRINGS ${source}/${header} lines REGEX "^#include \"")
  foreach(line ${lines})
    string(REGEX REPLACE "^#include \"([^\"]+)\".*" "\\1" included "${line}")
    list(APPEND open ${included})
  endforeach()
endwhile()

set(root ${CMAKE_INSTALL_PREFIX})
cmake_path(APPEND root ${includes} troupe)
foreach(header ${public})
  # They find each other from where they are, whatever config/ or messages/ of
  # its own a project has.
  file(READ ${source}/${header} text)
  string(REGEX REPLACE "(\n#include \")" "\\1../" text "${text}")
  file(WRITE ${scratch}/${header} "${text}")
  cmake_path(GET header PARENT_PATH folder)
  file(INSTALL ${scratch}/${header} DESTINATION ${root}/${folder})
endforeach()
cmake_policy(POP)
