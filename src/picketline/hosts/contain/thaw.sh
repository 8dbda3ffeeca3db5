# Let frozen processes run again. Arguments: the nonce once more.
main() {
  plain "picket${tab}1$tab$nonce"
  look_beneath
  if [ "$(id -u)" != 0 ]; then
    refuse_all not-root
  elif ! lock; then
    refuse_all locked
  else
    for target in $targets; do thaw "$target"; done
  fi
  plain "end$tab$said$tab$1"
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
    forget "$pid" "$start"
    refuse "$pid" gone
  elif ! kill -CONT "$pid" 2>/dev/null; then
    refuse "$pid" cannot-signal
  else
    forget "$pid" "$start"
    said=$((said + 1))
    plain "thawed$tab$pid$tab$start$tab$inode$tab$stamp"
  fi
}

# Take a process off the incident's list of the frozen. Arguments: pid, start.
forget() {
  list=/root/incident-$stamp/frozen
  [ -f "$list" ] || return 0
  awk -v pid="$1" -v start="$2" '!($1 == pid && $2 == start)' "$list" >"$list.new" && mv "$list.new" "$list"
  printf '%s %s\n' "$1" "$2" >>"/root/incident-$stamp/thawed"
}
