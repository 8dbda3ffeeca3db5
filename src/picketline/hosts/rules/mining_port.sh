# HOST-NET-001 mining-port medium..high stable since 0.1
# Title: Connection to a port that mining pools use
# Why: Pools listen on few ports. The list is PICKET_BAD_PORTS.
# Limits: A pool on 443 or behind a proxy is not seen. What came in by a port that something
#   listens on is not told: its far end has a port by chance. The port alone proves nothing: other
#   services use these numbers too. Sockets of other network namespaces are read for
#   containers only.
# Benign: loopback (the peer is this machine and the program is not in scratch)
# Next: Look the peer up; a pool or a rented server means a miner.
# Attack: T1496.001
process_mining_port() {
  [ -n "$egress$tunnel" ] || return 0
  set -- "peer=$egress" "tunnel=$tunnel" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "unit=$unit"
  if [ -n "$egress" ]; then
    finding HOST-NET-001 high 0 process "$exe" port - "$@"
  elif [ "$scratch$gone$memfd" != 000 ]; then
    finding HOST-NET-001 high 0 process "$exe" loopback-port - "$@"
  else
    finding HOST-NET-001 medium 0 process "$exe" loopback-port loopback "$@"
  fi
}
