# HOST-LIB-001 ld-so-preload medium..critical stable since 0.1
# Title: A library is forced into every program
# Why: /etc/ld.so.preload is where user-land rootkits live; few systems have the file.
# Limits: A rootkit that is already loaded can hide the file from the probe's own tools.
# Benign: package-owned (an installed package owns every library named)
# Next: Look at each library named from a rescue system; nothing on this host can be trusted
#   to show it.
# Attack: T1574.006
host_ld_so_preload() {
  severity=none benign=package-owned libraries=
  each_record ld_so_preload L "$file_facts"
  if [ "$severity" != none ]; then
    finding HOST-LIB-001 "$severity" 0 file /etc/ld.so.preload "${libraries# }" "$benign" "libraries=${libraries# }"
  elif [ -s "$root/etc/ld.so.preload" ] && [ ! -r "$root/etc/ld.so.preload" ]; then
    skip preload "/etc/ld.so.preload cannot be read"
  fi
}

# Judge one library; the worst decides. Arguments: its path.
ld_so_preload() {
  libraries="$libraries $1"
  [ "$severity" != none ] || severity=medium
  case $1 in
    /tmp/* | /var/tmp/* | /dev/* | /run/* | /home/* | */.*) severity=critical benign=- ;;
    *) is_packaged "$1" || severity=critical benign=- ;;
  esac
}
