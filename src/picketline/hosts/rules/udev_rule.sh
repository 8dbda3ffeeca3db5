# HOST-UDV-001 udev-rule high..high preview since 0.1
# Title: udev rule starts a program from scratch or a home
# Why: What RUN and PROGRAM name is started as root whenever a device appears, at every start
#   too.
# Limits: A program at an ordinary path is not asked about, nor a service that a rule wants to
#   be started. What starts a program in a home, and the packages' rules below /usr, are
#   looked at in one sweep of four.
# Benign: None is told apart. A rule that starts a program in one's own home looks the same.
# Next: Remove the rule, reload udev, then look at the program that it names.
# Attack: T1546.017
host_udev_rule() {
  each_record udev_rule 'W|udev' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
udev_rule() { shady_text HOST-UDV-001 "$@"; }
