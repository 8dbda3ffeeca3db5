# HOST-PROC-012 io-uring low..low preview since 0.1
# Title: Unknown program works through io_uring
# Why: What is read, written and sent through an io_uring passes by those who watch system calls.
# Limits: A mark for whoever judges other findings. Databases and servers use it too; programs of
#   packages, of units and at system paths are not told.
# Benign: package-owned, unit and container are not told at all. A database or server that was built
#   by hand is.
# Next: Nothing by itself. See what else is told of the process.
# Attack: T1562.001
process_io_uring() {
  case $marks in *D*) each_record io_uring "D|$pid" "$extras" ;; esac
}

# Judge one. Arguments: pid, bpf or io_uring.
io_uring() {
  case $2:$flags in
    io_uring:*[omt]*) ;;
    *) return 0 ;;
  esac
  excuse low
  [ "$benign" = - ] || return 0
  finding HOST-PROC-012 low 0 process "$exe" io_uring - "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
}
