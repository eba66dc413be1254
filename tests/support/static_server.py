# SPDX-License-Identifier: Apache-2.0
"""An image like a distroless one: a server, no shell, no library, a user who is nobody."""

from tests.support import images

# What it prints when it is up; it answers "hello" on port 8080.
UP = "uid=65532 gid=65532 serves"

_SOURCE = r"""
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void end(int signal) { (void)signal; _exit(0); }
int main(void) {
  char request[4096];
  const char answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  signal(SIGTERM, end);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 8)) return 1;
  printf("uid=%d gid=%d serves\n", (int)getuid(), (int)getgid());
  fflush(stdout);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    if (read(client, request, sizeof request) > 0)
      if (write(client, answer, strlen(answer)) < 0) return 2;
    close(client);
  }
}"""


def static_server_layout(folder):
    """An OCI layout with the image `latest`, made in `folder`, which is there."""
    root = folder / "server.root"
    root.mkdir()
    images.static_program(root / "server", _SOURCE)
    return images.oci_layout(folder / "server", root, entrypoint="/server", user="65532:65532",
                             exposedports="8080/tcp")
