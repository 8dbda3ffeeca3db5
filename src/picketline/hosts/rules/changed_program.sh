# HOST-PRG-003 changed-program low..critical preview since 0.1
# Title: Trusted program or library differs from its package
# Why: A backdoor in sshd, PAM or a login program takes every password; one in ls or ps hides
#   the rest. The package's own list of sums tells it from an upgrade.
# Limits: One part of twelve is read in every second sweep, by turn (of Alpine's programs all, in one of six);
#   libcrypto and most libraries are not. dpkg's and apk's lists only: neither rpm's nor
#   pacman's sums can be read cheaply. Root can write the lists, too. While dpkg or apk runs, or
#   something of that name, a file that changed within a day is low.
# Benign: upgrade (packages are being installed at this moment), diverted (dpkg was told to
#   put another file there)
# Next: Fetch the package again and compare; treat the host as taken over until then.
# Attack: T1554 T1556.003
host_changed_program() {
  if [ -d "$root/var/lib/dpkg/info" ]; then
    if command -v md5sum >/dev/null 2>&1; then cover programs "compared with their packages by turn, one part of twelve in every second sweep"; else cover programs "this host has no md5sum to compare them with"; fi
  elif [ -f "$root/lib/apk/db/installed" ]; then
    cover programs "compared with their packages in one of six sweeps"
  else
    cover programs "not compared with their packages: no list of sums that is cheap to read"
  fi
  each_record changed_program changed "$file_facts"
}

# Judge one. Arguments: path, package, why it may be so, its sum.
changed_program() {
  case $3 in
    upgrade) finding HOST-PRG-003 low 0 file "$1" changed upgrade "package=$2" "sum=$4" ;;
    diverted) finding HOST-PRG-003 medium 0 file "$1" changed diverted "package=$2" "sum=$4" ;;
    *) finding HOST-PRG-003 critical 0 file "$1" changed - "package=$2" "sum=$4" ;;
  esac
}
