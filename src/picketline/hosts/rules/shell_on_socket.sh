# HOST-NET-002 shell-on-socket medium..critical stable slam-dunk since 0.1
# Title: Shell whose input and output are a network connection
# Why: That is what a reverse shell is.
# Limits: A shell that talks through a pipe or a terminal to a relay is not seen here.
# Benign: inetd (an inetd, or a systemd socket with Accept=yes, hands connections to programs)
# Next: The peer is whoever holds the shell: note it, and find what let it in.
# Attack: T1059.004
process_shell_on_socket() {
  [ -n "$peer" ] || return 0
  set -- "peer=$peer" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit" "contained=$contained"
  case $flags:$scratch$deleted$memfd in
    *s*:*) ;;
    *:000)
      case ${exe##*/}:$args in
        nc*:*\ -e* | nc*:*\ -c* | ncat*:* | socat*:*) ;;
        *) return 0 ;;
      esac
      finding HOST-NET-002 high 0 process "$exe" socket - "$@"
      return
      ;;
  esac
  case $flags:$ends:$foreign in
    *s*:[23]:1)
      case $(inetd_parent) in
        *installed*) finding HOST-NET-002 medium 0 process "$exe" socket inetd "$@" ;;
        *named*) finding HOST-NET-002 high 0 process "$exe" socket - "$@" ;;
        *) finding HOST-NET-002 critical 1 process "$exe" socket - "$@" ;;
      esac
      ;;
    *) finding HOST-NET-002 high 0 process "$exe" socket - "$@" ;;
  esac
}

# Print 'installed' where the parent is a program at a system path that hands connections
# to others, or a systemd socket does; 'named' where it is merely called like one, or is no
# interpreter and something listens on the port that the connection came in by.
inetd_parent() {
  case $parent_exe in
    /usr/sbin/*inetd | /usr/lib/postfix/sbin/spawn | /usr/libexec/postfix/spawn | /usr/bin/tcpserver | /usr/bin/tcpsvd | /usr/sbin/in.rshd | /usr/lib/git-core/git-daemon) printf installed ;;
    *inetd | */tcpserver | */tcpsvd | */in.rshd | */git-daemon | */busybox) printf named ;;
  esac
  case $served:$parent_exe in
    0:* | 1: | 1:/tmp/* | 1:/var/tmp/* | 1:/dev/* | 1:/run/* | 1:/memfd:* | *deleted*) ;;
    *python* | *perl* | *ruby* | *php* | *node* | */nc* | *socat* | *sh) ;;
    1:*) printf named ;;
  esac
  case $parent:$unit in
    1:*@*.service)
      for folder in etc usr/lib lib run; do
        [ ! -f "$root/$folder/systemd/system/${unit%%@*}.socket" ] || printf installed
      done
      ;;
  esac
}
