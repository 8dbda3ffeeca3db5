# Thaw: let frozen processes run again.
act() {
  for target in $targets; do thaw "$target"; done
}

# Let one process run. Arguments: pid:start:inode.
thaw() {
  pid=${1%%:*}
  start=${1#*:}
  inode=${start#*:}
  start=${start%%:*}
  if hidden "$pid"; then
    refuse "$pid" cannot-look-beneath
  elif ! same "$pid" "$start" "$inode"; then
    released "$pid" "$start"
    refuse "$pid" gone
  elif ! kill -CONT "$pid" 2>/dev/null; then
    refuse "$pid" cannot-signal
  else
    released "$pid" "$start"
    said=$((said + 1))
    plain "thawed$tab$pid$tab$start$tab$inode$tab$stamp"
  fi
}

# Move a process from the incident's list of the frozen to that of the thawed. Arguments:
# pid, start.
released() {
  [ -d "/root/incident-$stamp" ] || return 0
  forget "/root/incident-$stamp/frozen" "$1" "$2"
  printf '%s %s\n' "$1" "$2" >>"/root/incident-$stamp/thawed"
}
