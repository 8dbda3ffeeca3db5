# HOST-PROC-011 bpf-holder info..medium preview since 0.1
# Title: Unknown program holds programs of bpf
# Why: With bpf a program sees and changes what every other does: rootkits hide and wait by it.
# Limits: Programs at system paths are not told. One process of each program is looked at, and all
#   from scratch, memory or a deleted file. Programs pinned in /sys/fs/bpf need no holder.
# Benign: package-owned, unit (a program of the folder from which its systemd unit starts it),
#   container (the program has a root of its own)
# Next: bpftool prog and bpftool link, on the host, tell what it loaded.
# Attack: T1014 T1205.002
process_bpf_holder() {
  case $marks in *D*) each_record bpf_holder "D|$pid" "$extras" ;; esac
}

# Judge one. Arguments: pid, bpf or io_uring.
bpf_holder() {
  case $2:$flags in
    bpf:*[omt]*) ;;
    *) return 0 ;;
  esac
  set -- "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
  excuse medium
  finding HOST-PROC-011 "$severity" 0 process "$exe" bpf "$benign" "$@"
}
