# HOST-UNT-001 systemd-unit high..high stable since 0.1
# Title: Unit runs from scratch or runs what it fetches
# Why: A unit with Restart=always is the easiest way to come back after a kill.
# Limits: A unit that calls an ordinary-looking script is judged by its own lines. Read are the
#   system's and the users' folders, drop-ins too, and those of at most 64 homes in each sweep;
#   timers and paths are judged by the services that they start.
# Benign: None is told apart. A unit under development that runs from scratch looks the same.
# Next: Disable the unit, then remove what it starts; look at when its file changed.
# Attack: T1543.002
host_systemd_unit() {
  each_record systemd_unit 'W|unit' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
systemd_unit() { shady_text HOST-UNT-001 "$@"; }
