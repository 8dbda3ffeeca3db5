# Thaw: let frozen processes run again, and what was held with them.
act() {
  incident=/root/incident-$stamp
  for target in $targets; do thaw "$target"; done
}

# Let one process run, with its container or its tree. Arguments: pid:start:inode.
thaw() {
  at "$1"
  if hidden "$pid"; then
    refuse "$pid" cannot-look-beneath
  elif ! free_container; then
    refuse "$pid" "$why"
  else
    for each in $(tree_of "$1"); do
      at "$each"
      if [ "$each" = "$1" ]; then thaw_one; else thaw_member "${1%%:*}"; fi
    done
  fi
}

# Let the process at hand run.
thaw_one() {
  if same "$pid" "$start" "$inode"; then
    if kill -CONT "$pid" 2>/dev/null; then let_go; else refuse "$pid" cannot-signal; fi
  elif [ "$started" = 1 ]; then
    let_go
  else
    released "$pid" "$start"
    refuse "$pid" gone
  fi
}

# Say that the process at hand is thawed.
let_go() {
  released "$pid" "$start"
  said=$((said + 1))
  plain "thawed$tab$pid$tab$start$tab$inode$tab$stamp"
  ! group_frozen "$pid" || remark still-paused
}

# Move a process from the incident's list of the frozen to that of the thawed. Arguments:
# pid, start.
released() {
  [ -d "$incident" ] || return 0
  forget "$incident/frozen" "$1" "$2"
  printf '%s %s\n' "$1" "$2" >>"$incident/thawed"
}
