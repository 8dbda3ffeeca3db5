# HOST-EXE-002 memfd-execution info..high stable since 0.1
# Title: Process runs from memory, without a file
# Why: An executable in a memfd never touches the disk.
# Limits: A launcher that replaces itself with a file on disk within a second is seen only
#   by chance. Whatever a container runtime starts from memory in its first minute is
#   taken for the runtime.
# Benign: container-runtime (runc or crun starting a container), systemd-executor
# Next: Copy /proc/PID/exe and look at what it is; find its parent.
# Attack: T1620
process_memfd() {
  [ "$memfd" = 1 ] || return 0
  case $flags in *k*) return 0 ;; esac
  set -- "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "cpu_life=$life" "unit=$unit" "contained=$contained"
  benign=-
  if [ "$age" -lt 60 ]; then
    case $exe:${parent_exe##*/} in
      /memfd:runc_cloned:*:runc | /memfd:runc_cloned:*:containerd-shim* | /memfd:runc_cloned:*:dockerd | /memfd:runc_cloned:*:conmon) benign=container-runtime ;;
      /memfd:*crun*:conmon | /memfd:*crun*:podman | /memfd:*crun*:crun) benign=container-runtime ;;
      /memfd:systemd*:systemd) benign=systemd-executor ;;
    esac
  fi
  case $benign in
    -) finding HOST-EXE-002 high 0 process "$exe" memfd - "$@" ;;
    *) finding HOST-EXE-002 info 0 process "$exe" memfd "$benign" "$@" ;;
  esac
}
