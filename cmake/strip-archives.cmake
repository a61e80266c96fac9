# CPack strips programs only; what debuggers read is most of an archive.
file(GLOB_RECURSE archives ${CPACK_TEMPORARY_DIRECTORY}/*.a)
foreach(archive ${archives})
  execute_process(COMMAND strip --strip-debug ${archive}
                  COMMAND_ERROR_IS_FATAL ANY)
endforeach()
