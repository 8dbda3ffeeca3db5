# Let go what was held with a process: its container, and the others of its tree.

# Print id, engine, policy, whether the policy was switched off, and how the container of
# the process at hand is held: paused, stopped or '-'.
held_container() {
  [ -f "$incident/containers" ] || return 0
  awk -v pid="$pid" -v start="$start" '
BEGIN { how = "-" }
$5 != pid || $6 != start { next }
length($1) != 64 || $1 ~ /[^0-9a-f]/ || $2 !~ /^(docker|podman)$/ { next }
$4 !~ /^(no|always|unless-stopped|unknown|on-failure(:[0-9]+)?)$/ { next }
{ id = $1; engine = $2; if (!off) policy = $4 }
$3 == "off" { off = 1 }
$3 == "on" { off = 0 }
$3 ~ /^(pausing|paused)$/ { how = "paused" }
$3 ~ /^(ending|stopped)$/ { how = "stopped" }
$3 ~ /^(released|running|gone)$/ { how = "-" }
END { if (id != "") print id, engine, policy, off + 0, how }' "$incident/containers"
}

# Put the container of the process at hand back as it was, and set started if it had to be
# started again. Fails, saying why, if that cannot be done now.
free_container() {
  started=0 name=-
  # shellcheck disable=SC2046 # five words
  set -- $(held_container)
  [ $# = 5 ] && [ "$4$5" != 0- ] || return 0
  id=$1 engine=$2 held=$5 restored=none
  find_engine || return 1
  if ! question; then
    vanished || return 1
    policy=$3
    log gone
    tell gone none
    return 0
  fi
  policy=$3
  if [ "$4" = 1 ]; then
    ask update "--restart=$policy" "$id" && log on || return 1
    restored=restored
  elif [ "$policy" != no ]; then
    restored=kept
  fi
  let_run && log running && tell "$state" "$restored"
}

# Unpause or start the container at hand, if it is still as it was left.
let_run() {
  state=running
  case $held:$paused:$status in
    paused:true:*) ask unpause "$id" || return 1 ;;
    stopped:*:running) ;;
    stopped:*)
      ask start "$id" || return 1
      started=1 state=started
      ;;
    *:*:running) ;;
    *) state=stopped ;;
  esac
}

# Print a process and those that were frozen with it, the last one first. Arguments:
# pid:start:inode.
tree_of() {
  list=$incident/frozen
  [ -f "$list" ] || list=/dev/null
  awk -v whole="$1" '
BEGIN { split(whole, f, ":") }
/[^0-9 ]/ { next }
$1 == f[1] && $2 == f[2] { seen = 1; line = whole " " line; next }
$4 == f[1] { line = $1 ":" $2 ":" $3 " " line }
END { print seen ? line : whole " " line }' "$list"
}

# Let the process at hand run, which was frozen with another. Arguments: the other's pid.
thaw_member() {
  ! same "$pid" "$start" "$inode" || kill -CONT "$pid" 2>/dev/null
  released "$pid" "$start"
  said=$((said + 1))
  plain "with$tab$1$tab$pid$tab$start$tab$inode"
}
