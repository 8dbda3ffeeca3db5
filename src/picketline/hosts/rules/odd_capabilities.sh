# HOST-PROC-009 odd-capabilities info..medium preview since 0.1
# Title: Unknown program with rights of root
# Why: A process that is not root, and may load modules, trace others, mount, or read any file, is
#   root in all but name.
# Limits: Programs at system paths are not told, nor processes in a namespace of users of their own:
#   there such rights mean little.
# Benign: package-owned, unit (a program of the folder from which its systemd unit starts it),
#   container (the program has a root of its own)
# Next: Find out who gave it the rights: getcap on the file, AmbientCapabilities of its unit.
# Attack: T1548 T1611
process_odd_capabilities() {
  case $marks in *B*) each_record odd_capabilities "B|$pid" "$extras" ;; esac
}

# Judge one. Arguments: pid, real uid, effective uid, capabilities.
odd_capabilities() {
  [ -n "$4" ] || return 0
  [ -n "$root" ] || [ "$pid/ns/user" -ef 1/ns/user ] || return 0
  set -- "capabilities=$4" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
  excuse medium
  finding HOST-PROC-009 "$severity" 0 process "$exe" capabilities "$benign" "$@"
}
