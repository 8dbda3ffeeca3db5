# HOST-BOX-002 container-socket info..medium preview since 0.1
# Title: Container that can command the engine it runs under
# Why: A mounted docker.sock is root on the host for whoever takes over the container.
# Limits: Sockets of docker, containerd, podman and CRI-O that are mounted under their own names, or the whole of
#   /run. The first process of each container, at most 64. Recorded, never surfaced: it is what operators
#   choose as well.
# Benign: operator-tool (the program is a known tool that manages containers or watches them)
# Next: Ask who runs it; put a proxy before the socket that lets through only what it needs.
# Attack: T1610 T1611
host_container_socket() { each_record container_socket box "$file_facts"; }

# Judge one container. Arguments: pid, what it reaches.
container_socket() {
  case " $2 " in *" socket "*) ;; *) return 0 ;; esac
  container "$1"
  case $benign in -) severity=medium ;; *) severity=info ;; esac
  finding HOST-BOX-002 "$severity" 0 process "$exe" socket "$benign" "container=$pid"
}
