# Contain: sort out the targets, take one snapshot of those that are left, then freeze each.
act() {
  take=''
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
      for taken in $kept; do freeze "$taken"; done
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
    if snapshot "${taken%%:*}"; then kept="$kept $taken"; else
      rm -rf "${draft:?}/${taken%%:*}"
      refuse "${taken%%:*}" snapshot-failed
    fi
  done
}

# Set pid, start and inode of a target. Fails, saying why, if it is not to be frozen.
identify() {
  pid=${1%%:*}
  start=${1#*:}
  inode=${start#*:}
  start=${start%%:*}
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
  return 1
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

# Freeze one process; undo it if it turns out to be another. The list is written first, so
# that nothing is ever stopped without a record. Arguments: pid:start:inode.
freeze() {
  pid=${1%%:*}
  start=${1#*:}
  inode=${start#*:}
  start=${start%%:*}
  same "$pid" "$start" "$inode" || { refuse "$pid" changed && return; }
  if ! printf '%s %s %s\n' "$pid" "$start" "$inode" >>"$incident/frozen"; then
    refuse "$pid" no-record
  elif ! kill -STOP "$pid" 2>/dev/null; then
    undo cannot-signal
  elif ! same "$pid" "$start" "$inode"; then
    undo changed
  elif ! stopped; then
    undo did-not-stop
  else
    said=$((said + 1))
    plain "frozen$tab$pid$tab$start$tab$inode$tab$stamp"
  fi
}

# Let the process at hand run again and take it off the list. Arguments: why.
undo() {
  kill -CONT "$pid" 2>/dev/null
  forget "$incident/frozen" "$pid" "$start"
  refuse "$pid" "$1"
}

# Wait, for three seconds at most, until the process at hand stands still.
stopped() {
  tries=0
  while [ "$tries" -lt 30 ]; do
    case $(state_of "$pid") in [TtD]) return 0 ;; esac
    tries=$((tries + 1))
    sleep 0.1 2>/dev/null || sleep 1
  done
  return 1
}
