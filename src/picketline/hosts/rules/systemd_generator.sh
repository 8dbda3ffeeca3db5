# HOST-UNT-002 systemd-generator info..high preview since 0.1
# Title: Generator of systemd that belongs to no package
# Why: Generators run as root before any unit; packages put theirs below /usr/lib.
# Limits: Asked about are those in /etc, /run and /usr/local/lib, at most 50; one that took
#   the place of a packaged one in /usr/lib is not seen. Links are not followed. Only scripts
#   can be judged by their lines.
# Benign: package-owned (an installed package owns the file)
# Next: See what it is and what units it writes into /run/systemd/generator; if nobody put it
#   there, remove it and look at those.
# Attack: T1543.002
host_systemd_generator() {
  each_record systemd_generator generator "$file_facts"
  each_record shady_generator 'W|gen' "$file_facts"
}

# Judge a generator. Arguments: path.
systemd_generator() {
  case $newline$file_facts in *"${newline}W|gen|$1|"*) return 0 ;; esac
  if is_packaged "$1"; then
    finding HOST-UNT-002 info 0 file "$1" generator package-owned
  else
    finding HOST-UNT-002 medium 0 file "$1" generator -
  fi
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
shady_generator() { shady_text HOST-UNT-002 "$@"; }
