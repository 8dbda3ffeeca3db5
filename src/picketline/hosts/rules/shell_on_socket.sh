# HOST-NET-002 shell-on-socket medium..critical stable slam-dunk since 0.1
# Title: Shell whose input and output are a network connection
# Why: That is what a reverse shell is. An interpreter with all three on a connection that it opened
#   is about to start one, or has one on a terminal of its own.
# Limits: A shell that talks through a pipe or a terminal to a relay is not seen here. What
#   came in by a port that something listens on is told, not acted on: servers hand
#   connections to shells. Of several shells on one connection the topmost is acted on.
# Benign: inetd (an inetd, or a systemd socket with Accept=yes, hands connections to
#   programs), served (no shell, and it came in by a port that something listens on)
# Next: The peer is whoever holds the shell: note it, and find what let it in.
# Attack: T1059.004
process_shell_on_socket() {
  [ -n "$peer" ] || return 0
  set -- "peer=$peer" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit" "contained=$contained"
  case $flags:$ends in
    *s*:*) ;;
    *o*:3) ;;
    *i*:3) [ "$served$foreign" = 01 ] || return 0 ;;
    *)
      case ${exe##*/}:$args in
        nc*:*\ -e* | nc*:*\ -c* | socat*) ;;
        *) return 0 ;;
      esac
      ;;
  esac
  case $served:$(inetd_parent):$flags:$ends:$foreign in
    *:installed*:*) finding HOST-NET-002 medium 0 process "$exe" "socket $peer" inetd "$@" ;;
    0::*s*:[23]:1) finding HOST-NET-002 critical 1 process "$exe" "socket $peer" - "$@" ;;
    1::*s*:[23]:1) finding HOST-NET-002 critical 0 process "$exe" "socket $peer" - "$@" ;;
    1:*:*s*:*) finding HOST-NET-002 high 0 process "$exe" "socket $peer" - "$@" ;;
    1:*) finding HOST-NET-002 medium 0 process "$exe" "socket $peer" served "$@" ;;
    *) finding HOST-NET-002 high 0 process "$exe" "socket $peer" - "$@" ;;
  esac
}

# Print 'installed' where the parent is a program at a system path that hands connections
# to others, or a systemd socket does; 'named' where it is merely called like one.
inetd_parent() {
  case $parent_exe in
    /usr/sbin/*inetd | /usr/lib/postfix/sbin/spawn | /usr/libexec/postfix/spawn | /usr/bin/tcpserver | /usr/bin/tcpsvd | /usr/sbin/in.rshd | /usr/lib/git-core/git-daemon) printf installed ;;
    *inetd | */tcpserver | */s6-tcpserver* | */tcpsvd | */in.rshd | */git-daemon | */busybox) printf named ;;
  esac
  case $parent:$unit in
    1:*@*.service)
      for folder in etc usr/lib lib run; do
        [ ! -f "$root/$folder/systemd/system/${unit%%@*}.socket" ] || printf installed
      done
      ;;
  esac
}
