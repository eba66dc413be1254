# What Debian wants of a package and CMake's own layout does not have. CPack runs it when a package's
# files are in place: each component in a folder of its own.
find_program(gzip gzip REQUIRED)

# The same bytes every time: without the name and the time of what was packed.
function(pack file)
  execute_process(COMMAND ${gzip} -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Each revision of the package is an upstream release: what there is to tell is in its changelog.
# The time is SOURCE_DATE_EPOCH where that is set.
function(write_documents package folder)
  string(TIMESTAMP day "%a, %d %b %Y %H:%M:%S +0000" UTC)
  set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
  file(MAKE_DIRECTORY ${folder})
  file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/copyright ${folder}/copyright)
  file(COPY_FILE ${CPACK_OCI2BOOT_CHANGELOG} ${folder}/changelog)
  file(WRITE ${folder}/changelog.Debian "${package} (${version}) unstable; urgency=medium

  * Release ${CPACK_PACKAGE_VERSION}: see changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${day}
")
  pack(${folder}/changelog)
  pack(${folder}/changelog.Debian)
  file(CHMOD ${folder}/copyright ${folder}/changelog.gz ${folder}/changelog.Debian.gz
    PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

set(program ${CPACK_TEMPORARY_DIRECTORY}/program/usr)
set(library ${CPACK_TEMPORARY_DIRECTORY}/library/usr)

# Debian has the license of every package in /usr/share/common-licenses.
file(REMOVE ${program}/share/doc/oci2boot/LICENSE ${program}/share/doc/oci2boot/CHANGELOG.md)
write_documents(oci2boot ${program}/share/doc/oci2boot)
write_documents(liboci2boot-dev ${library}/share/doc/liboci2boot-dev)

file(GLOB pages ${program}/share/man/man*/*)
foreach(page IN LISTS pages)
  pack(${page})
endforeach()

# CPack strips programs alone.
file(GLOB_RECURSE archives ${library}/lib/*.a)
execute_process(COMMAND ${CPACK_OCI2BOOT_STRIP} --strip-debug --enable-deterministic-archives
  ${archives} COMMAND_ERROR_IS_FATAL ANY)

# Debian's zsh looks for packages' functions here, and in site-functions below /usr/local alone.
file(RENAME ${program}/share/zsh/site-functions ${program}/share/zsh/vendor-completions)
