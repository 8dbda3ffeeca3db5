# HOST-KRN-009 hardening-off info..low preview since 0.1
# Title: Protection of the kernel is switched off
# Why: Without randomised addresses, or with links followed for others in /tmp, old tricks work again.
# Limits: Only five settings that every current distribution has on are read.
# Benign: None is told apart. A debugger, a profiler or an old emulator may need it.
# Next: Set it back (sysctl), or accept it if a program needs it.
# Attack: T1562
host_hardening_off() { each_record hardening_off ctl "$rare_facts"; }

# Tell of one setting. Arguments: its name, its value.
hardening_off() {
  severity=info
  [ "$1" != kernel.randomize_va_space ] || severity=low
  finding HOST-KRN-009 "$severity" 0 kernel "$1" "$2" - "value=$2"
}
