# HOST-NET-005 raw-socket info..medium preview since 0.1
# Title: Unknown program reads packets past the firewall
# Why: A packet or raw socket sees what comes in before any rule drops it, with no port open. Back
#   doors wait on one for a word that wakes them; sniffers collect passwords.
# Limits: The network namespace of the probe alone. What a filter lets through cannot be read. Who
#   holds one is sought among all programs' first processes and a share of the rest.
# Benign: package-owned (an installed package owns the program and it runs no script), unit (its
#   systemd unit starts it, from outside scratch and homes), container (it is in a container's
#   control group and network)
# Next: Ask who runs it and what for.
# Attack: T1040 T1205
process_raw_socket() {
  [ -n "$raw" ] || return 0
  ! packet_backdoor || return 0
  set -- "sockets=$raw" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
  case $flags in
    *[sirtm]*) ;;
    *)
      if [ "$packaged" = 1 ]; then
        finding HOST-NET-005 info 0 process "$exe" raw package-owned "$@"
        return
      fi
      ;;
  esac
  if [ "$scratch$memfd$home" = 000 ] && started_by_unit; then
    finding HOST-NET-005 info 0 process "$exe" raw unit "$@"
  elif [ "$boxed" = 1 ]; then
    finding HOST-NET-005 info 0 process "$exe" raw container "$@"
  else
    finding HOST-NET-005 medium 0 process "$exe" raw - "$@"
  fi
}
