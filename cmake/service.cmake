# What makes a service of the program: unit, manual pages, completion of bash,
# rules and dashboard for Prometheus. Pages and completion have every option, of
# config/troupe.toml, which a test holds against the schema.

set(settings_file ${PROJECT_SOURCE_DIR}/config/troupe.toml)
set_property(
  DIRECTORY
  APPEND
  PROPERTY CMAKE_CONFIGURE_DEPENDS ${settings_file})

# Sets `variable` to what an awk program of config/ makes of the settings.
function(from_settings variable program)
  set(source ${PROJECT_SOURCE_DIR}/config/${program})
  set_property(
    DIRECTORY ${PROJECT_SOURCE_DIR}
    APPEND
    PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  execute_process(
    COMMAND awk ${ARGN} -f ${source} ${settings_file}
    OUTPUT_VARIABLE made
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(${variable}
      "${made}"
      PARENT_SCOPE)
endfunction()

from_settings(settings man/settings.awk)
from_settings(options completion/options.awk)
from_settings(values completion/options.awk -v values=1)
set(service_folder ${PROJECT_BINARY_DIR}/generated/service)
foreach(page troupe.1 troupe-ctl.1)
  configure_file(${PROJECT_SOURCE_DIR}/config/man/${page}.in
                 ${service_folder}/${page} @ONLY)
  execute_process(COMMAND gzip --best --no-name --keep --force ${page}
                  WORKING_DIRECTORY ${service_folder} COMMAND_ERROR_IS_FATAL ANY)
  install(
    FILES ${service_folder}/${page}.gz
    DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
    COMPONENT program)
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/config/completion/troupe.bash.in
               ${service_folder}/troupe.bash @ONLY)
install(
  FILES ${service_folder}/troupe.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME troupe
  COMPONENT program)
install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/config/prometheus
            ${PROJECT_SOURCE_DIR}/config/grafana
  DESTINATION ${CMAKE_INSTALL_DATADIR}/troupe
  COMPONENT program)
file(GLOB documents CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.md)
install(
  FILES ${documents}
  DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT program)

# The unit says where the program is, which is known when it is installed. A
# Debian package has it elsewhere: package.cmake.
install(
  CODE "file(READ \"${PROJECT_SOURCE_DIR}/config/systemd/troupe.service\" unit)
string(REPLACE \"=/usr/bin/\" \"=\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/\" unit \"\${unit}\")
file(WRITE \"${service_folder}/troupe.service\" \"\${unit}\")
file(INSTALL \"${service_folder}/troupe.service\"
     DESTINATION \"\${CMAKE_INSTALL_PREFIX}/lib/systemd/system\")"
  COMPONENT service)
