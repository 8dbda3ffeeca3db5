# HOST-SUI-001 setuid-file info..critical stable since 0.1
# Title: Setuid program where none belongs
# Why: A setuid copy of a shell is a way back to root that survives a password change.
# Limits: Scratch folders are searched six levels deep, homes, /opt, /srv and /usr/local two;
#   at each sweep one of these, or the system's own folders, deeper, by turn. Other file
#   systems mounted below them are not entered. At most 100 of root's and 100 of others are
#   listed.
# Benign: package-owned (an installed package owns the file)
# Next: See what it is (a copy of a shell?), take the bit away, find who made it.
# Attack: T1548.001
host_setuid_file() {
  cover setuid "homes, /opt, /srv and /usr/local are searched two levels deep, scratch six; one part of the disk deeper, by turn"
  each_record setuid_file U "$file_facts"
}

# Judge one file. Arguments: owner, path.
setuid_file() {
  if is_packaged "$2"; then
    finding HOST-SUI-001 info 0 file "$2" setuid package-owned "uid=$1"
    return
  fi
  case $1:$2 in
    0:/tmp/* | 0:/var/tmp/* | 0:/dev/*) finding HOST-SUI-001 critical 0 file "$2" setuid - "uid=$1" ;;
    *) finding HOST-SUI-001 high 0 file "$2" setuid - "uid=$1" ;;
  esac
}
