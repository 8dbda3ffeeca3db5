# Snapshot, then freeze. Arguments: the nonce once more.
main() {
  plain "picket${tab}1$tab$nonce"
  look_beneath
  if [ "$(id -u)" != 0 ]; then
    refuse_all not-root
  elif ! lock; then
    refuse_all locked
  else
    contain
  fi
  plain "end$tab$said$tab$1"
}

# Say of every target that nothing was done. Arguments: why.
refuse_all() {
  for target in $targets; do refuse "${target%%:*}" "$1"; done
}

# Say that nothing was done about a process. Arguments: pid, why.
refuse() {
  said=$((said + 1))
  plain "refused$tab$1$tab$2"
}

# In a mount namespace of its own, put a fresh /proc over the one that hides processes.
look_beneath() {
  beneath=0
  [ "$private" = 1 ] || return 0
  [ "$(ls -l /proc/self/ns/mnt 2>/dev/null | awk '{ print $NF }')" != "$(ls -l /proc/1/ns/mnt 2>/dev/null | awk '{ print $NF }')" ] || return 0
  mount --make-rprivate / 2>/dev/null
  ! mount -t proc proc /proc 2>/dev/null || beneath=1
}

# Sort out the targets, take one snapshot of those that are left, then freeze each.
contain() {
  take=
  for target in $targets; do
    identify "$target" && take="$take $pid:$start:$inode"
  done
  [ -n "$take" ] || return 0
  # shellcheck disable=SC2086 # pids
  if ! room $(for each in $take; do printf '%s ' "${each%%:*}"; done); then
    for each in $take; do refuse "${each%%:*}" no-space; done
    return 0
  fi
  draft=/root/.incident-$stamp.draft
  incident=/root/incident-$stamp
  if [ -e "$incident" ] || ! mkdir "$draft" 2>/dev/null; then
    for each in $take; do refuse "${each%%:*}" snapshot-failed; done
    return 0
  fi
  kept=
  for each in $take; do
    if snapshot "${each%%:*}"; then kept="$kept $each"; else
      rm -rf "$draft/${each%%:*}"
      refuse "${each%%:*}" snapshot-failed
    fi
  done
  if [ -z "$kept" ] || ! seal; then
    for each in $kept; do refuse "${each%%:*}" snapshot-failed; done
    rm -rf "$draft"
    return 0
  fi
  for each in $kept; do freeze "$each"; done
}

# Set pid, start and inode of a target. Fails, saying why, if it is not to be frozen.
identify() {
  pid=${1%%:*}
  start=${1#*:}
  inode=${start#*:}
  start=${start%%:*}
  if [ "$start" = 0 ]; then
    [ "$beneath" = 1 ] || { refuse "$pid" cannot-look-beneath && return 1; }
    start=$(start_of "$pid") && inode=$(inode_of "$pid")
    [ -n "$start" ] && [ -n "$inode" ] || { refuse "$pid" gone && return 1; }
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
frozen_earlier() {
  set +f
  for each in /root/incident-*/frozen; do
    [ -f "$each" ] || continue
    while read -r known born _; do
      [ "$known:$born" != "$1:$2" ] || { each=${each%/frozen} && printf '%s' "${each##*/incident-}" && set -f && return; }
    done <"$each"
  done
  set -f
}

# Put the draft in its place, whole.
seal() {
  : >"$draft/frozen" && [ -s "$draft/manifest.sha256" ] && sync && mv "$draft" "$incident"
}

# Freeze one process; undo it if it turns out to be another. Arguments: pid:start:inode.
freeze() {
  pid=${1%%:*}
  start=${1#*:}
  inode=${start#*:}
  start=${start%%:*}
  same "$pid" "$start" "$inode" || { refuse "$pid" changed && return; }
  kill -STOP "$pid" 2>/dev/null || { refuse "$pid" cannot-signal && return; }
  if ! same "$pid" "$start" "$inode"; then
    kill -CONT "$pid" 2>/dev/null
    refuse "$pid" changed
    return
  fi
  tries=0
  until case $(state_of "$pid") in [TtD]) true ;; *) false ;; esac do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || { kill -CONT "$pid" 2>/dev/null && refuse "$pid" did-not-stop && return; }
    sleep 0.1 2>/dev/null || sleep 1
  done
  printf '%s %s %s\n' "$pid" "$start" "$inode" >>"$incident/frozen"
  said=$((said + 1))
  plain "frozen$tab$pid$tab$start$tab$inode$tab$stamp"
}
