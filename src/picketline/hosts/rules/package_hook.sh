# HOST-PKG-001 package-hook high..high preview since 0.1
# Title: Hook of the package manager runs from scratch or runs what it fetches
# Why: apt, dpkg, dnf and pacman start what their hooks name as root at every update.
# Limits: Plug-ins written in python and the scripts inside packages are not read; a hook that
#   calls a script is judged by its own line.
# Benign: None is told apart. A hook under test in scratch looks the same.
# Next: Remove the hook before the next update, then look at the file it starts.
# Attack: T1546.016
host_package_hook() {
  each_record package_hook 'W|hook' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
package_hook() { shady_text HOST-PKG-001 "$@"; }
