// SPDX-License-Identifier: Apache-2.0
#include "src/cli/help_sections.h"

namespace oci2boot {

HelpSection image_section() {
  return {"IMAGE", R"(  NAME[:TAG][@DIGEST]         in a registry, Docker Hub where NAME has no host
  docker://NAME...            the same, whatever files are here
  docker-daemon:NAME[:TAG]    in the Docker engine of this machine
  docker-archive:FILE[:REF]   what `docker save` and `podman save` write
  oci:FOLDER[:TAG]            an OCI image layout
  oci-archive:FILE[:TAG]      the same in an archive
  rootfs:FILE-or-FOLDER       a plain root file system
  -                           an image archive on standard input
  PATH                        any of the image forms, recognised by content
)"};
}

HelpSection output_section() {
  return {"OUTPUT", R"(  *.qcow2, *.img, *.vmdk, *.vdi, *.vhd, *.vhdx
                         a disk with an ext4 file system; OUTPUT.vmlinuz,
                         OUTPUT.initrd and OUTPUT.sh, which boots it, are made
                         beside it
  initrd*, initramfs*, *.cpio[.gz|.zst|...]
                         an initramfs; OUTPUT.vmlinuz and OUTPUT.sh, which
                         boots it, are made beside it
  *.tar[.gz|.zst|...]    the image's files as they are, all layers merged; no
                         option that is about booting goes with it
  -                      such a tar archive on standard output
  OUTPUT.json beside OUTPUT tells what it was made from.
)"};
}

HelpSection registry_environment_section(const std::string& more) {
  return {"Environment", R"(  REGISTRY_AUTH_FILE, DOCKER_CONFIG
                         credentials
  OCI2BOOT_MIRRORS       as --mirror, separated by spaces
  http_proxy, https_proxy, all_proxy, no_proxy
  DOCKER_HOST            the Docker engine
  XDG_CACHE_HOME         the cache is in oci2boot there
  TMPDIR                 for temporary files (default: /var/tmp)
)" + more};
}

HelpSection defaults_section() {
  return {"Defaults",
          R"(  Most options may also be set by the environment (OCI2BOOT_ and the long name,
  as in OCI2BOOT_MEMORY=2G) and by a file; oci2boot help config tells of it.
)"};
}

HelpSection exit_status_section() {
  return {"Exit status",
          R"(  0 done, 2 usage, 3 image not found or registry not reached, 4 not authorised,
  5 verification failed, 6 image invalid or unsupported, 7 output could not be
  written, 8 a kernel, module, tool or library is missing, 1 anything else.
)"};
}

}  // namespace oci2boot
