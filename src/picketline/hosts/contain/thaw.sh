# Let frozen processes run again. Arguments: the nonce once more.
main() {
  plain "picket${tab}1$tab$nonce"
  if [ "$(id -u)" != 0 ]; then
    for target in $targets; do refuse "${target%%:*}" not-root; done
  elif ! lock; then
    for target in $targets; do refuse "${target%%:*}" locked; done
  else
    for target in $targets; do thaw "$target"; done
  fi
  plain "end$tab$said$tab$1"
}

# Say that nothing was done about a process. Arguments: pid, why.
refuse() {
  said=$((said + 1))
  plain "refused$tab$1$tab$2"
}

# Let one process run. Arguments: pid:start:inode.
thaw() {
  pid=${1%%:*}
  start=${1#*:}
  inode=${start#*:}
  start=${start%%:*}
  forget "$pid" "$start"
  same "$pid" "$start" "$inode" || { refuse "$pid" gone && return; }
  kill -CONT "$pid" 2>/dev/null || { refuse "$pid" cannot-signal && return; }
  said=$((said + 1))
  plain "thawed$tab$pid$tab$start$tab$inode$tab$stamp"
}

# Take a process off the incident's list of the frozen. Arguments: pid, start.
forget() {
  list=/root/incident-$stamp/frozen
  [ -f "$list" ] || return 0
  awk -v pid="$1" -v start="$2" '!($1 == pid && $2 == start)' "$list" >"$list.new" && mv "$list.new" "$list"
  printf '%s %s\n' "$1" "$2" >>"/root/incident-$stamp/thawed"
}
