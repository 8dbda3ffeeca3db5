# HOST-BOX-001 privileged-container info..medium preview since 0.1
# Title: Container with the rights or the files of the host
# Why: From a privileged container, or from one that sees the host's root or processes, it is one
#   step to the host. Whoever starts one to break out leaves the same sign.
# Limits: The first process of each container that docker, podman, containerd, CRI-O, LXC or
#   nspawn started, at most 64. It is what operators choose as well: recorded, never surfaced.
#   Tools are known by the name of their program, which anybody may give.
# Benign: operator-tool (the program is a known tool for networks, disks or monitoring)
# Next: Ask who runs it and whether it needs that; give it single capabilities instead.
# Attack: T1611
host_privileged_container() { each_record privileged_container box "$file_facts"; }

# Judge one container. Arguments: pid, what it reaches.
privileged_container() {
  reach=''
  for each in $2; do case $each in socket) ;; *) reach="$reach $each" ;; esac done
  [ ! "$1/ns/pid" -ef 1/ns/pid ] || reach="$reach processes"
  [ -n "$reach" ] || return 0
  container "$1"
  case $reach:$benign in
    *:operator-tool) severity=info ;;
    ' root-read-only:'* | ' processes:'*) severity=low ;;
    *) severity=medium ;;
  esac
  finding HOST-BOX-001 "$severity" 0 process "$exe" "${reach# }" "$benign" "container=$pid"
}
