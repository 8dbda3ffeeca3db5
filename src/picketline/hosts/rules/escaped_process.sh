# HOST-BOX-003 escaped-process medium..medium preview since 0.1
# Title: Process of a container that has the mounts of the host
# Why: nsenter into the host, and most ways to break out, leave the process in its container's
#   control group while it sees the files of the host.
# Limits: Control groups of the containers that run, at most 256 processes of each of 64. Whoever moves
#   to another control group is not seen. Operators enter the host like this as well, hence medium.
# Benign: what container engines themselves run there is not told at all
# Next: Look at its parents and at what the container was given; ask who entered the host.
# Attack: T1611
host_escaped_process() { each_record escaped_container inside "$file_facts"; }

# Judge one container's processes. Arguments: its first process, all of its control group.
escaped_container() {
  outside=''
  for each in $2; do ! on_host "$each" || outside="$outside $each"; done
  [ -n "$outside" ] || return 0
  pause
  for each in $outside; do
    on_host "$each" || continue
    container "$each"
    case ${exe##*/} in
      '' | runc* | crun* | conmon* | containerd-shim* | docker-init | lxc-* | systemd-nspawn | qemu-system-* | virtiofsd | firecracker | cloud-hypervisor | runsc* | gvisor* | memfd:runc* | youki) continue ;;
    esac
    parent_exe=$(executable_of "$parent")
    case ${parent_exe##*/} in runc* | crun* | conmon* | memfd:runc*) continue ;; esac
    finding HOST-BOX-003 medium 0 process "$exe" "mounts of the host" - "container=$1" "parent=$parent_exe"
  done
}

# Whether a process has the mounts of the host. Arguments: pid.
on_host() { [ "$1/ns/mnt" -ef 1/ns/mnt ]; }
