# HOST-DNS-001 hosts-pin low..medium preview since 0.1
# Title: /etc/hosts sends a protector's names nowhere
# Why: Malware pins the names of scanners and of updates to an address of this host, so that neither
#   definitions nor fixes arrive.
# Limits: Only the names of known vendors, and names of updates that go to this host. What a
#   resolver is told elsewhere is not seen. At most 5000 lines are read.
# Benign: block-list (more than 200 names go nowhere, as in a list against advertising)
# Next: Take the lines away; look at who changed the file.
# Attack: T1562.001
host_hosts_pin() { each_record hosts_pin pin "$rare_facts"; }

# Judge names of one kind. Arguments: the kind, the names, how many names go nowhere in all.
hosts_pin() {
  severity=medium benign=-
  [ "$1" = vendor ] || severity=low
  [ "$3" -le 200 ] || severity=low benign=block-list
  finding HOST-DNS-001 "$severity" 0 file /etc/hosts "$1" "$benign" "names=$2" "pinned=$3"
}
