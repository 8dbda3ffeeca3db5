# HOST-NET-006 packet-backdoor high..critical preview since 0.1
# Title: Program in hiding that reads packets
# Why: BPFDoor and its kin run from memory or from a file that they removed, go by the name of a
#   daemon, and wait on a packet socket: no port is open, and no firewall sees what wakes them.
# Limits: One that runs from a file that is still there, under its own name, is told by HOST-NET-005.
#   The network namespace of the probe alone.
# Benign: None is known: capture tools and DHCP clients run from a file that is there, under their
#   own name.
# Next: Treat the host as compromised. Copy /proc/PID/exe, and find what else came in with it.
# Attack: T1205.002 T1036.005
process_packet_backdoor() {
  [ -n "$raw" ] || return 0
  sign=$(hiding)
  [ -n "$sign" ] || return 0
  severity=critical
  case $sign in gone | title) severity=high ;; esac
  finding HOST-NET-006 "$severity" 0 process "$exe" "$sign" - "sockets=$raw" "argv0=$argv0" "comm=$comm" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "deleted=$deleted" "unit=$unit"
}

# Whether a process that reads packets hides.
packet_backdoor() { [ -n "$(hiding)" ]; }

# Print how it hides: memfd, scratch, deleted, gone (deleted at a system path), name (a kernel
# thread's or a daemon's), title (another program's path as its first argument).
hiding() {
  case $exe:$parent_exe in /tmp/go-build*:*/go) return ;; esac
  case $memfd$scratch in
    1*) printf memfd && return ;;
    01) printf scratch && return ;;
  esac
  case $flags in *[ka]*) printf name && return ;; esac
  case $gone:$flags in
    1:*o*) redeployed_by_unit || printf deleted ;;
    1:*) printf gone ;;
    0:*[sirc]*) ;;
    *)
      case $packaged$own_view:$argv0 in
        00:/*) [ "${argv0##*/}" = "${exe##*/}" ] || [ "$argv0" -ef "$exe" ] || started_by_unit || printf title ;;
      esac
      ;;
  esac
}
