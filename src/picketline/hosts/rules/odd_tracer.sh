# HOST-PROC-008 odd-tracer info..high preview since 0.1
# Title: Process traced by an unknown program
# Why: Who traces a process reads its memory and runs code in it: passwords are taken from sshd and
#   sudo so, and back doors put into daemons.
# Limits: Read of programs that ask for passwords, of some processes off system paths, of shells and,
#   by turn, of one in 256 of the rest. A tracer that lets go again is seen by chance.
# Benign: debugger (a debugger that lies off system paths), own (a program that traces its own
#   children, off system paths)
# Next: Look at the tracer, and whether what it traces asks for passwords.
# Attack: T1055.008
process_odd_tracer() {
  case $marks in *A*) each_record odd_tracer "A|$pid" "$extras" ;; esac
}

# Judge one. Arguments: traced pid, tracer, its executable, what its path tells.
odd_tracer() {
  tracer=${3%" (deleted)"} benign=- severity=high
  case $4 in
    *[tm]* | *d*o*) ;;
    *d*) return 0 ;;
    *)
      ! is_packaged "$tracer" || return 0
      case ${tracer##*/}:$flags in
        gdb*:* | strace*:* | ltrace:* | dlv*:* | lldb*:* | debugserver:* | rr:* | runsc*:* | proot*:* | perf:* | wineserver*:* | codelldb:* | valgrind*:* | __debug_bin*:*) severity=info benign=debugger ;;
        *:*o*) severity=medium ;;
      esac
      ;;
  esac
  [ "$tracer" != "$exe" ] || [ "$severity" != medium ] || severity=low benign=own
  finding HOST-PROC-008 "$severity" 0 process "$tracer" traces "$benign" "tracer=$3" "tracer_pid=$2" "traced=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "unit=$unit"
}
