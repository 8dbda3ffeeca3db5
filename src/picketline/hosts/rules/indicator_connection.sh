# HOST-IOC-003 indicator-connection info..critical preview since 0.1
# Title: Connection to an address that an indicator names
# Why: Who is connected to where stolen data goes is sending it, or waits for orders.
# Limits: Only what the sweep was given (--indicators), TCP only, and addresses only: a host's name is
#   not resolved, for nothing of the probe uses a network. Sockets of other network namespaces are
#   read for containers and for shells and odd programs.
# Benign: None is told apart: an address that belongs to somebody else by now is taken out of the list.
# Next: Look at the program and what started it; block the address, and look for it in the network's logs.
# Attack: T1041 T1071
host_indicator_connection() { each_record talk_sought talks "$indicator_facts"; }

# Judge one. Arguments: address, far end, severity, id, why, pid, executable, arguments, uid.
talk_sought() {
  finding HOST-IOC-003 "$3" 0 socket "$1" "$1" - "indicator=$4" "why=$5" "peer=$2" "pid=${6#-}" "exe=$7" "args=$8" "uid=$9"
}
