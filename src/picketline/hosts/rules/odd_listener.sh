# HOST-NET-003 odd-listener info..high stable since 0.1
# Title: Unknown program waits for connections
# Why: A back door has to wait somewhere. What an installed package brought is ordinary;
#   what nobody installed is worth a look, a shell or a relay always.
# Limits: TCP only. A listener that belongs to no visible process is told in the coverage.
#   A port opened only now and then is seen by chance.
# Benign: package-owned (an installed package owns the executable), unit (its systemd unit
#   starts it, from outside scratch and homes), container (it is in a container's control
#   group and network)
# Next: Ask who runs it. If it is yours, accept it; if nobody knows, see what it is.
# Attack: T1571
process_odd_listener() {
  [ -n "$listens$inside" ] || return 0
  set -- "listens=$listens" "loopback=$inside" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "unit=$unit"
  if [ "$scratch$gone$memfd" != 000 ]; then
    finding HOST-NET-003 high 0 process "$exe" listens - "$@"
    return
  fi
  [ -n "$listens" ] || return 0
  case $flags:${exe##*/} in
    *s*:* | *x*:* | *:nc | *:nc.* | *:ncat | *:netcat | *:cryptcat | *:socat | *:socat[0-9]* | *:openssl) finding HOST-NET-003 high 0 process "$exe" listens - "$@" ;;
    *)
      if [ "$packaged" = 1 ]; then
        finding HOST-NET-003 info 0 process "$exe" listens package-owned "$@"
      elif started_by_unit && [ "$home" = 0 ]; then
        finding HOST-NET-003 info 0 process "$exe" listens unit "$@"
      elif [ "$boxed" = 1 ]; then
        finding HOST-NET-003 info 0 process "$exe" listens container "$@"
      else
        finding HOST-NET-003 high 0 process "$exe" listens - "$@"
      fi
      ;;
  esac
}
