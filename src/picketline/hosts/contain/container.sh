# Hold a container: restart policy off where the engine can, then pause it, or end it
# with SIGTERM where the inventory says so. What is about to be done is noted first.

# Hold the container of the process at hand, which is frozen already. Fails, saying why.
hold() {
  find_engine || return 1
  question || return 1
  why='not-running'
  [ "$status" = running ] || [ "$paused" = true ] || return 1
  why='another-container'
  same_container "$main" "$pid" || return 1
  if [ "$paused" = true ]; then remark already-paused && return 0; fi
  why='protected-member'
  ! guarded || return 1
  why='no-record'
  log before || return 1
  switch_off
  if [ "$stop" = 1 ] && may_end && end_container; then return 0; fi
  pause_container
}

# Whether something in the container at hand is never frozen.
guarded() {
  members=$(residents)
  for member in $members; do
    if is_ours "$member" || is_system "$member"; then return 0; fi
  done
  for word in $protected; do
    listed=$(unhex "$word")
    for member in $members; do
      if [ "/proc/$member/exe" -ef "$listed" ]; then return 0; fi
    done
  done
  return 1
}

# Switch the restart policy off and set restart to none, off or kept.
switch_off() {
  restart=none
  [ "$policy" != no ] || return 0
  restart=kept
  if [ "$policy" != unknown ] && can_update && log off && ask update --restart=no "$id"; then
    restart=off
  else
    log kept
  fi
}

# Whether SIGTERM would end the container for good and leave it there; else say why not.
may_end() {
  if [ "$restart" = kept ]; then
    remark stop-would-restart && return 1
  elif [ "$remove" = true ]; then
    remark stop-would-remove && return 1
  fi
}

# Send SIGTERM by the engine, and wait ten seconds for the container to end.
end_container() {
  born=$(start_of "$main")
  log ending || return 1
  ask kill -s TERM "$id" || return 1
  kill -CONT "$pid" 2>/dev/null
  tries=0
  while [ "$(start_of "$main")" = "$born" ] && [ "$tries" -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1 2>/dev/null || { sleep 1 && tries=$((tries + 9)); }
  done
  was=$policy
  if question && [ "$status" != running ] && [ "$paused" != true ]; then
    policy=$was
    log stopped
    forget "$incident/frozen" "$pid" "$start"
    plain "stopped$tab$pid$tab$start$tab$inode$tab$stamp"
    tell stopped "$restart"
    return 0
  fi
  policy=$was
  ! same "$pid" "$start" "$inode" || kill -STOP "$pid" 2>/dev/null
  remark ignored-term
  return 1
}

# Pause the container; if it turns out not to be paused put everything back.
pause_container() {
  why='no-record'
  log pausing || return 1
  ask pause "$id"
  if stands_still; then
    log paused
    tell paused "$restart"
    return 0
  fi
  stuck=''
  put_back
  why='pause-failed'
  return 1
}

# Whether the container is paused: its engine and the kernel say so. Where the engine no
# longer answers the kernel's word is enough; where it shows no freezer, the engine's.
stands_still() {
  was=$policy
  if question; then
    policy=$was
    [ "$paused" = true ] || return 1
    same "$pid" "$start" "$inode" || { group_frozen "$main" && return; }
  fi
  policy=$was
  group_frozen "$pid"
  case $? in
    0) ;;
    1) return 1 ;;
    2) [ "$paused" = true ] ;;
  esac
}

# Undo what was begun with the container. What cannot be undone stays noted for the thaw.
put_back() {
  ask unpause "$id"
  [ "$restart" != off ] || { ask update "--restart=$policy" "$id" && log on; } || remark restart-not-restored
  log released
}
