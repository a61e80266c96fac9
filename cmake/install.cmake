# What `cmake --install` puts where, in two components: `program` and `dev`; the
# unit is a third one, `service`.
include(CMakePackageConfigHelpers)

set(libraries troupe troupe_actors troupe_net troupe_config troupe_messages)
foreach(library ${libraries})
  string(REPLACE "troupe_" "" exported ${library})
  set_target_properties(${library} PROPERTIES EXPORT_NAME ${exported})
endforeach()
install(TARGETS ${libraries} EXPORT TroupeTargets COMPONENT dev)

# Which headers are public is read from them, so it is done when they are.
install(
  CODE "set(source \"${PROJECT_SOURCE_DIR}\")
set(scratch \"${PROJECT_BINARY_DIR}/generated/include\")
set(includes \"${CMAKE_INSTALL_INCLUDEDIR}\")
include(\"${CMAKE_CURRENT_LIST_DIR}/install-headers.cmake\")"
  COMPONENT dev)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Troupe)
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/TroupeConfig.cmake.in
  ${PROJECT_BINARY_DIR}/generated/TroupeConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/generated/TroupeConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(
  FILES ${PROJECT_BINARY_DIR}/generated/TroupeConfig.cmake
        ${PROJECT_BINARY_DIR}/generated/TroupeConfigVersion.cmake
        ${CMAKE_CURRENT_LIST_DIR}/FindCAF.cmake
  DESTINATION ${package_folder}
  COMPONENT dev)
install(
  EXPORT TroupeTargets
  NAMESPACE Troupe::
  DESTINATION ${package_folder}
  COMPONENT dev)

if(NOT TROUPE_PROGRAM)
  return()
endif()
install(TARGETS troupe-program COMPONENT program)
install(
  FILES ${PROJECT_SOURCE_DIR}/config/troupe.toml
  DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT program)
include(service)
# npm builds it, which who wants only the library need not have.
install(
  DIRECTORY web/dist/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/troupe/web
  COMPONENT program
  OPTIONAL)
install(
  CODE "if(NOT EXISTS \"${PROJECT_SOURCE_DIR}/web/dist/index.html\")
  message(WARNING \"The page is not built (script/bootstrap does it), so it is \"
                  \"not installed\")
endif()"
  COMPONENT program)

if(PROJECT_IS_TOP_LEVEL)
  include(package)
endif()
