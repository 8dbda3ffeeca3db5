# HOST-NET-004 relayed-shell medium..high preview since 0.1
# Title: Shell whose input and output are a relay's
# Why: A shell between two pipes, with nc, socat, openssl or telnet at their other ends and a
#   connection behind those, is a reverse shell that no socket on the shell gives away.
# Limits: Relays are known by their names, and command lines of an interpreter that open a
#   connection. One other program, such as cat, may stand between, no more. A shell on a terminal
#   that a relay made is not seen here.
# Benign: None is told apart. An administrator who serves a shell through socat or nc on purpose
#   looks the same.
# Next: The peer is whoever holds the shell: note it, and find what let it in.
# Attack: T1059.004 T1095
process_relayed_shell() {
  case $marks in *R*) each_record relayed_shell "R|$pid" "$extras" ;; esac
}

# Judge one. Arguments: pid, relay, peer, whether that is another machine.
relayed_shell() {
  case $flags in *s*) ;; *) return 0 ;; esac
  relay=$(executable_of "$2")
  case $4:$args in
    0:*) severity=medium ;;
    *\ -*c\ *) severity=medium ;;
    1:*\ -i* | 1:*[!\ ]\ -[a-z]) severity=high ;;
    1:*\ [!-]*) severity=medium ;;
    *) severity=high ;;
  esac
  finding HOST-NET-004 "$severity" 0 process "$exe" "relay $3" - "peer=$3" "relay=$relay" "relay_pid=$2" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
}
