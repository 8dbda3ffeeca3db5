# HOST-DRF-002 new-listener low..medium preview since 0.1
# Title: Port that nothing listened on before
# Why: A back door has to wait somewhere, and what waits on a host seldom changes without a deployment.
# Limits: TCP only. Ports that the kernel hands out at random (32768 and above) are told as one
#   for each program. A program nobody installed is told by HOST-NET-003, at a higher severity.
# Benign: None is told apart: a new service or another port of an old one. Announce it (picket drift
#   expect) or accept it.
# Next: Ask who deployed it. If it is yours, accept it (picket drift accept).
# Attack: T1571
host_new_listener() { each_record new_listener I "$drift_facts"; }

# Judge one change. Arguments: which, kind, address, executable, earlier executable.
new_listener() {
  case $1:$2:$3 in
    new:listener:127.* | new:listener:\[0000:0000:0000:0000:0000:0000:0000:0001\]:*)
      finding HOST-DRF-002 low 0 socket "$3" "$4" - "exe=$4"
      ;;
    new:listener:*) finding HOST-DRF-002 medium 0 socket "$3" "$4" - "exe=$4" ;;
    changed:listener:*) finding HOST-DRF-002 low 0 socket "$3" "$4" - "exe=$4" "earlier=$5" ;;
  esac
}
