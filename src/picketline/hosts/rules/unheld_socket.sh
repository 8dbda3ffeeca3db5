# HOST-NET-008 unheld-raw-socket medium..medium preview since 0.1
# Title: Packet or raw socket that no visible process holds
# Why: A socket that reads packets belongs to a process. If none of those that can be seen has it,
#   one is hidden.
# Limits: Judged only where the descriptors of every process can be read, after three looks. The
#   network namespace of the probe alone.
# Benign: None is known: a socket that closes between the looks is not told.
# Next: Look for a hidden process (HOST-PROC-003); compare ss -0 -w -p on the host with what runs.
# Attack: T1014 T1205.002
host_unheld_socket() { each_record unheld_socket Q "$unheld"; }

# Tell of one. Arguments: inode, protocol.
unheld_socket() {
  finding HOST-NET-008 medium 0 socket "$2" unheld - "protocol=$2" "socket=$1"
}
