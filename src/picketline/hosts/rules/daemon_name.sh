# HOST-PROC-004 daemon-name low..high preview since 0.1
# Title: Program passes itself off as a daemon of the system
# Why: A process called sshd or cron is not looked at twice. The kernel says which file it runs: a
#   daemon of the system lies at a system path.
# Limits: A program at a system path, and one that merely has a daemon's name off scratch, are not
#   told. A script that takes a daemon's name as its title is told low, if sshd, systemd, dbus and
#   the log's are not meant. One that reads packets too is told by HOST-NET-006.
# Benign: None is told apart. A daemon that was built by hand and kept in a scratch folder looks the
#   same.
# Next: Look at the file, at its parent and at what it talks to.
# Attack: T1036.005
process_daemon_name() {
  case $flags in
    *k*) return 0 ;;
    *a*) ;;
    *) return 0 ;;
  esac
  [ -z "$raw" ] || ! packet_backdoor || return 0
  severity=high
  case $flags:$argv0 in
    *[is]*:*sshd* | *[is]*:*systemd* | *[is]*:*dbus* | *[is]*:*syslog*) ;;
    *[is]*:*) severity=low ;;
  esac
  ! own_root || severity=low
  finding HOST-PROC-004 "$severity" 0 process "$exe" name - "argv0=$argv0" "comm=$comm" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
}
