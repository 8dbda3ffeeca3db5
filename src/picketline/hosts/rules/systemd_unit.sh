# HOST-UNT-001 systemd-unit high..high stable since 0.1
# Title: Unit runs from scratch or runs what it fetches
# Why: A unit with Restart=always is the easiest way to come back after a kill.
# Limits: A unit that calls an ordinary-looking script is judged by its own lines. Generators
#   and timers without a service are not read here.
# Next: Disable the unit, then remove what it starts; look at when its file changed.
# Attack: T1543.002
host_systemd_unit() {
  each_record systemd_unit W "$file_facts"
}

# Tell of one line. Arguments: cron or unit, path, line number, reason, command.
systemd_unit() {
  [ "$1" = unit ] || return 0
  finding HOST-UNT-001 high 0 file "$2" "$5" - "reason=$4" "command=$5" "line=$3"
}
