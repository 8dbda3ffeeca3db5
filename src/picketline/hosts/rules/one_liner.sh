# HOST-PROC-005 command-line-shell medium..high preview since 0.1
# Title: Command line that hands a shell to a connection
# Why: A reverse shell fits into one line of python, perl, php, ruby or sh, and needs no file. Its
#   whole text stands in the arguments.
# Limits: A text that is encoded, or read from a file or a pipe, is not seen. One that only opens a
#   connection and starts programs is told if a connection to another machine is up.
# Benign: None is told apart. A lesson, a test of an intrusion or a debugger's one-liner looks the
#   same.
# Next: The text names the peer. Find what started it: its parent, or a server above that.
# Attack: T1059.004 T1059.006
process_one_liner() {
  case $flags in *[nNy]*) ;; *) return 0 ;; esac
  case $peer:$flags in ?*:*s*) return 0 ;; esac
  case ${lines_told-} in *" $parent "*) return 0 ;; esac
  lines_told="${lines_told-} $pid "
  line_peer='' line_foreign=0
  case $marks in *F*) each_record line_of "F|$pid" "$extras" ;; esac
  case $flags:$line_foreign in
    *n*) severity=high ;;
    *N*:1) severity=medium ;;
    *y*) if service_account; then severity=high; else severity=medium; fi ;;
    *) return 0 ;;
  esac
  finding HOST-PROC-005 "$severity" 0 process "$exe" command - "args=$args" "peer=$line_peer" "exe=$exe" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
}

# Keep a connection. Arguments: pid, peer, whether that is another machine.
line_of() { line_peer=$2 line_foreign=$3; }
