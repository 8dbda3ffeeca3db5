# HOST-NIC-001 promiscuous info..low preview since 0.1
# Title: Network interface takes every packet
# Why: A sniffer sets its interface so, and collects passwords of others.
# Limits: A sniffer needs no such mode to see this host's own packets. Interfaces of other network
#   namespaces, and those of containers and virtual machines, are not told.
# Benign: bridge-member (it belongs to a bridge, a bond or a switch), virtual (it has no device)
# Next: Find the program with a packet socket (ss -0p); stop it if nobody knows it.
# Attack: T1040
host_promiscuous() { each_record promiscuous nic "$rare_facts"; }

# Judge one interface. Arguments: its name.
promiscuous() {
  severity=low benign=-
  [ -e "$root/sys/class/net/$1/device" ] || severity=info benign=virtual
  if [ -e "$root/sys/class/net/$1/brport" ] || [ -e "$root/sys/class/net/$1/master" ]; then
    [ "$benign" = - ] || return 0
    severity=info benign=bridge-member
  fi
  finding HOST-NIC-001 "$severity" 0 kernel "$1" promiscuous "$benign" "interface=$1"
}
