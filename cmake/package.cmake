# What `cpack` makes two Debian packages of: the components `program` and `dev`.
# script/package builds and checks them.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The Troupe authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Socket.IO server built from actors")
set(CPACK_COMPONENTS_ALL program dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
# Else what belongs into /etc would go to /usr/etc.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/strip-archives.cmake)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME troupe)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
    "It serves Socket.IO clients, alone or as one of several nodes, and comes
with a chat and its page.")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME libtroupe-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
string(JOIN ", " CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
       "libboost1.81-dev" "libcaf-dev (>= 0.17.6)" "libspdlog-dev (>= 1:1.10)"
       "libssl-dev (>= 3)" "libtomlplusplus-dev (>= 3)" "zlib1g-dev"
       "nlohmann-json3-dev (>= 3.11)")
set(CPACK_COMPONENT_DEV_DESCRIPTION
    "Headers, static libraries and CMake files to embed it in a program.")

execute_process(
  COMMAND gzip --best --no-name --stdout ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  OUTPUT_FILE ${PROJECT_BINARY_DIR}/generated/changelog.gz
              COMMAND_ERROR_IS_FATAL ANY)
# Only packages have these, so `cmake --install` does not write to /etc.
foreach(package program:troupe dev:libtroupe-dev)
  string(REGEX MATCH "^[^:]+" component ${package})
  string(REGEX MATCH "[^:]+$" name ${package})
  install(
    FILES ${PROJECT_SOURCE_DIR}/LICENSE
    DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${name}
    RENAME copyright
    COMPONENT ${component}
    EXCLUDE_FROM_ALL)
  install(
    FILES ${PROJECT_BINARY_DIR}/generated/changelog.gz
    DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${name}
    COMPONENT ${component}
    EXCLUDE_FROM_ALL)
endforeach()
install(
  FILES ${PROJECT_SOURCE_DIR}/config/systemd/troupe.toml
  DESTINATION /etc/troupe
  COMPONENT program
  EXCLUDE_FROM_ALL)
install(
  FILES ${PROJECT_SOURCE_DIR}/config/systemd/troupe.service
  DESTINATION /lib/systemd/system
  COMPONENT program
  EXCLUDE_FROM_ALL)
# What the administrator changes stays as it is.
file(WRITE ${PROJECT_BINARY_DIR}/generated/conffiles "/etc/troupe/troupe.toml\n")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA
    ${PROJECT_BINARY_DIR}/generated/conffiles)
foreach(script postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA
       ${PROJECT_SOURCE_DIR}/config/debian/${script})
endforeach()
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
