# Flags, warnings and the one way in which this project declares a library.

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(CCACHE ccache)
  if(CCACHE)
    # Precompiled headers need these two sloppinesses (ccache manual,
    # "Precompiled headers").
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
        ${CCACHE})
  endif()
endif()

# For our own programs. Whoever embeds the libraries gets none of these.
add_library(troupe_flags INTERFACE)
target_include_directories(troupe_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
  troupe_flags
  INTERFACE -Wall -Wextra -Wpedantic -Werror -fstack-protector-strong
            -fcf-protection $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
# A range error must stop us in release builds too, not become an exploit.
target_compile_definitions(troupe_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(troupe_flags INTERFACE -Wl,-z,relro,-z,now)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(troupe_flags INTERFACE _FORTIFY_SOURCE=2)
endif()

# troupe_library(NAME SOURCES a.cpp … LINKS x y … PRIVATE_LINKS z … PCH <header>
# …); PRIVATE_LINKS are those of which NAME's users see nothing.
function(troupe_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS;PCH" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(
    ${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                   $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/troupe>)
  # Not linked to, since a static library would pass its link options on.
  target_compile_options(
    ${name}
    PRIVATE $<TARGET_PROPERTY:troupe_flags,INTERFACE_COMPILE_OPTIONS>)
  target_compile_definitions(
    ${name}
    PRIVATE $<TARGET_PROPERTY:troupe_flags,INTERFACE_COMPILE_DEFINITIONS>)
  if(ARG_PCH)
    target_precompile_headers(${name} PRIVATE ${ARG_PCH})
  endif()
endfunction()
