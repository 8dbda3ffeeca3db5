# HOST-NWH-001 network-hook high..high preview since 0.1
# Title: Hook of the network runs from scratch or runs what it fetches
# Why: NetworkManager, ifupdown, ppp and dhclient start their hooks as root whenever an
#   interface goes up or down.
# Limits: Judged by its lines, not by what it calls. Links are not followed.
# Benign: None is told apart. A hook under test in scratch looks the same.
# Next: Remove the hook or its line, then look at the file it starts.
# Attack: T1546
host_network_hook() {
  each_record network_hook 'W|net' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
network_hook() { shady_text HOST-NWH-001 "$@"; }
