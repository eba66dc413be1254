# What lies beside the program: manual pages, completion for shells, documents.
include(GNUInstallDirs)

install(FILES
  ${PROJECT_BINARY_DIR}/oci2boot.1
  ${PROJECT_SOURCE_DIR}/docs/man/oci2boot-fetch-kernel.1
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/docs/man/oci2boot-formats.5
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT program)

# Each shell looks below the prefix that it is installed to itself, and most below /usr/local.
set(completions ${PROJECT_SOURCE_DIR}/src/cli/completion)
install(FILES ${completions}/oci2boot.bash RENAME oci2boot COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${completions}/oci2boot.zsh RENAME _oci2boot COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${completions}/oci2boot.fish COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

file(GLOB documents CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.md)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  ${PROJECT_SOURCE_DIR}/LICENSE COMPONENT program DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${documents} COMPONENT program DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
