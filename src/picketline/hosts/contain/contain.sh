# Contain: sort out the targets, take one snapshot of those that are left, then freeze each.
act() {
  know_ours
  take='' kept=''
  for target in $targets; do
    identify "$target" && take="$take $pid:$start:$inode"
  done
  [ -n "$take" ] || return 0
  while [ -e "/root/incident-$stamp" ]; do stamp=$((stamp + 1)); done
  draft=/root/.incident-$stamp.draft
  incident=/root/incident-$stamp
  # shellcheck disable=SC2086 # one word a process
  if ! room $take; then
    refuse_each no-space $take
  elif ! mkdir "$draft" 2>/dev/null; then
    refuse_each snapshot-failed $take
  else
    snapshot_all
    if [ -n "$kept" ] && seal; then
      for taken in $kept; do contain "$taken"; done
    else
      refuse_each snapshot-failed $kept
      rm -rf "${draft:?}"
    fi
  fi
}

# Say of some processes that nothing was done. Arguments: why, then pid:start:inode each.
refuse_each() {
  why=$1
  shift
  for taken; do refuse "${taken%%:*}" "$why"; done
}

# Set kept to those of take that have a snapshot.
snapshot_all() {
  kept=''
  for taken in $take; do
    at "$taken"
    if snapshot "${taken%%:*}"; then kept="$kept $taken"; else
      rm -rf "${draft:?}/${taken%%:*}"
      refuse "${taken%%:*}" snapshot-failed
    fi
  done
}

# Set pid, start and inode of a target. Fails, saying why, if it is not to be frozen.
identify() {
  at "$1"
  if [ "$start" = 0 ]; then
    [ "$beneath" = 1 ] || { refuse "$pid" cannot-look-beneath && return 1; }
    mounted_over "$pid" || { refuse "$pid" changed && return 1; }
    start=$(start_of "$pid") && inode=$(inode_of "$pid")
    [ -n "$start" ] && [ -n "$inode" ] || { refuse "$pid" gone && return 1; }
  elif hidden "$pid"; then
    refuse "$pid" cannot-look-beneath
    return 1
  elif ! same "$pid" "$start" "$inode"; then
    refuse "$pid" changed
    return 1
  fi
  why=$(protection "$pid")
  [ -z "$why" ] || { refuse "$pid" "protected-$why" && return 1; }
  earlier=$(frozen_earlier "$pid" "$start")
  [ -n "$earlier" ] || return 0
  said=$((said + 1))
  case $(state_of "$pid") in
    [Tt]) ;;
    *) kill -STOP "$pid" 2>/dev/null ;;
  esac
  plain "already$tab$pid$tab$start$tab$inode$tab$earlier"
  pause_again
  return 1
}

# Pause the container of the process at hand if it should be and is not.
pause_again() {
  whereabouts "$pid"
  [ "$place" = engine ] || return 0
  group_frozen "$pid"
  [ $? = 1 ] || return 0
  incident=/root/incident-$earlier
  asked_to_stop=$stop stop=0
  hold || remark "$why"
  stop=$asked_to_stop
}

# Print the incident that froze a process before. Arguments: pid, start.
frozen_earlier() (
  set +f
  for list in /root/incident-*/frozen; do
    [ -f "$list" ] || continue
    while read -r known born _; do
      [ "$known:$born" = "$1:$2" ] || continue
      list=${list%/frozen}
      printf '%s' "${list##*/incident-}"
      exit
    done <"$list"
  done
)

# Put the draft in its place, whole.
seal() {
  : >"$draft/frozen" && [ -s "$draft/manifest.sha256" ] && sync && mv "$draft" "$incident"
}

# Freeze a process with its tree, or with its container. Arguments: pid:start:inode.
contain() {
  at "$1"
  chain='' members='' count=0 partly=0 overflow=0
  whereabouts "$pid"
  know_kind
  [ "$place" = engine ] || freeze_above
  if ! freeze; then release_members && return; fi
  case $(head -c 4096 "/proc/$pid/cgroup" 2>/dev/null) in */system.slice/*.service*) remark service ;; esac
  if [ "$place" = engine ]; then
    hold && return
    remark "$why"
    freeze_above
  elif [ -n "$place" ]; then
    remark "$place"
  fi
  freeze_below
}

# Freeze the process at hand and say so, or why not.
freeze() {
  if halt ''; then
    said=$((said + 1))
    plain "frozen$tab$pid$tab$start$tab$inode$tab$stamp"
  else
    refuse "$pid" "$why"
    return 1
  fi
}

# Stop the process at hand; undo it if it turns out to be another. The list is written
# first, so that nothing is ever stopped without a record. Fails, saying why. Arguments:
# what else to note of it.
halt() {
  why=changed
  same "$pid" "$start" "$inode" || return 1
  why='no-record'
  printf '%s %s %s%s\n' "$pid" "$start" "$inode" "$1" >>"$incident/frozen" || return 1
  why='cannot-signal'
  if kill -STOP "$pid" 2>/dev/null; then
    why=changed
    if same "$pid" "$start" "$inode"; then
      why='did-not-stop'
      ! stopped || return 0
    fi
  fi
  kill -CONT "$pid" 2>/dev/null
  forget "$incident/frozen" "$pid" "$start"
  return 1
}

# Wait, for three seconds at most, until the process at hand stands still.
stopped() {
  tries=0
  while [ "$tries" -lt 30 ]; do
    case $(state_of "$pid") in [TtD]) return 0 ;; esac
    tries=$((tries + 1))
    [ "$tries" != 3 ] || ! group_frozen "$pid" || return 0
    sleep 0.1 2>/dev/null || sleep 1
  done
  return 1
}
