# Freezing the tree of a process: each is checked, noted with whom it belongs, and stopped.
most_members=64

# Freeze others with the process at hand, each noted as its member. Left alone are targets,
# what stands still already, what is protected and all below that. Sets fresh to how many
# were frozen. Arguments: 1 for those that they started too, else 0; pids, parents first.
freeze_members() {
  fresh=0 barred=' ' leader=$pid mine=$pid:$start:$inode
  for triple in $(descent "$@"); do
    member=${triple%%:*} state=${triple##*:} parent=${triple#*:}
    parent=${parent%:*}
    case $barred in *" $parent "*) barred="$barred$member " && continue ;; esac
    case " $members $kept " in *\ "$member"[:\ ]*) continue ;; esac
    case $state in [TtZX]) continue ;; esac
    if [ -n "$(protection "$member")" ]; then barred="$barred$member " && continue; fi
    if [ "$count" -ge "$most_members" ]; then overflow=1 && break; fi
    at "$member:$(start_of "$member"):$(inode_of "$member")"
    if [ -n "$start" ] && [ -n "$inode" ]; then freeze_member; fi
  done
  at "$mine"
}

# Freeze the process at hand as a member of leader's tree.
freeze_member() {
  members="$members $pid"
  count=$((count + 1))
  if halt " $leader"; then
    fresh=$((fresh + 1)) said=$((said + 1))
    plain "with$tab$leader$tab$pid$tab$start$tab$inode"
  else
    partly=1
  fi
}

# Freeze whatever restarts the process at hand.
freeze_above() {
  chain=$(above)
  # shellcheck disable=SC2086 # one word a process
  [ -z "$chain" ] || freeze_members 0 $chain
}

# Freeze the rest of the tree, until nothing new turns up, five times at most.
freeze_below() {
  fresh=1 round=0
  while [ "$fresh" -gt 0 ] && [ "$round" -lt 5 ]; do
    # shellcheck disable=SC2046,SC2086 # one word a process
    freeze_members 1 $chain "$pid" $(kin)
    round=$((round + 1))
  done
  [ "$fresh$overflow" = 00 ] || remark more-members
  [ "$partly" = 0 ] || remark member-not-stopped
}

# Let the members frozen so far run again, the last one first.
release_members() {
  mine=$pid:$start:$inode
  turned=''
  for member in $members; do turned="$member $turned"; done
  for member in $turned; do
    kill -CONT "$member" 2>/dev/null
    forget "$incident/frozen" "$member" "$(start_of "$member")"
  done
  at "$mine"
}
