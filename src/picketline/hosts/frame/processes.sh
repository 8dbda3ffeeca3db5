# Print each process's arguments and loader variables, a line each, for an awk that loses
# what follows a NUL byte. Arguments: pids.
by_tr() {
  for each; do
    printf 'a %s ' "$each"
    tr '\000\n' '  ' 2>/dev/null <"$each/cmdline"
    printf '\n'
    tr '\000\n' '\n ' 2>/dev/null <"$each/environ" | awk -v pid="$each" '/^(LD_(PRELOAD|AUDIT)|HIST(FILE|SIZE|FILESIZE))=/ { print "x " pid " " $0 }'
  done
}

# What every listing below starts from. Arguments: pids.
listing() {
  [ "$every" = 1 ] || seek_input
  printf 'p %s\n' "$*"
  [ "$by_tr$bare" != 10 ] || by_tr "$@"
  printf '= exe\n'
  # shellcheck disable=SC2086 # one option or none
  { printf 'self/ns/pid\n' && printf '%s/exe\n' "$@"; } | xargs ls -ln $quiet 2>/dev/null
}

# Read processes. Arguments: 1 to print each of them, or 0 for the suspicious ones and one
# of each executable; then pids. Prints
#   C|pid|parent|uid|state|start|ticks|age|life|flags|exe|argv0|arguments|comm|parent's exe
#   X pid variable=value   where the loader is told to load from scratch
#   A|pid|tracer|its exe|its flags|.       traced by a program off system paths
#   B|pid|ruid|euid|capabilities|.         rights of a program off system paths
#   G|pid|exe|server or runtime|manner|.   a shell of a service account, and who started it
#   J|pid|kind|file|.                      mapped to execute (see mapped_kind)
#   Y|pid|variable|.                       a shell that keeps no history
#   Z|pid|child|.                          a parent that is not listed
#   I and E                                see indicators.sh
#   H uptime pid:ticks...  what has used a processor
#   S, L, R, N, W pids     shells and odd executables; one of each executable; the rest;
#                          the first of each container; relays and command lines that connect
#   T all kernel unreadable over waiting closed unread huge unlisted threads gone first passed init
#     skimmed              counts; first: this is the first namespace of pids, and none was
#                          skimmed (see left); init: pid 1 was read
#   end                    the reading came to its end
# or CUT where this awk loses what follows a NUL byte, BLIND where ls does not know its options.
gather() {
  every=$1
  shift
  # shellcheck disable=SC2016,SC2086 # awk, after a bound that is a command or nothing
  listing "$@" | $bounded awk -v bare="$bare" -v every="$every" -v by_tr="$by_tr" -v turn="$turn" -v quiet="$quiet" -v whole="${root:+1}" "$awk_lib$awk_stat$awk_programs$awk_commands$awk_closer$hunt$awk_look"'
BEGIN {
  if (nul == "") nul = nul_handling()
  share = turn % 16
  skims = !every && !whole && turn % 4
  if (nul == "cut" && !by_tr) { print "CUT"; cut = 1; exit }
  getline line < "uptime"; split(line, word, " "); uptime = word[1]
}
seeking { if ($0 == "= end") seeking = 0; else seek_line($0); next }
listed {
  heard = 1
  i = index($0, " -> ")
  if (!match(i ? substr($0, 1, i - 1) : $0, /[0-9]+\/exe$/)) {
    if (/ self\/ns\/pid -> pid:\[4026531836\]$/) first = 1
    next
  }
  name = substr($0, RSTART, RLENGTH - 4)
  if (name in exe) next
  exe[name] = i ? substr($0, i + 4) : ""
  entry[name] = $0
  next
}
/^p / { pids = split(substr($0, 3), pid, " "); next }
/^= exe$/ { listed = 1; next }
$0 == "= wanted" { seeking = 1; next }
/^x [0-9]+ HIST/ { hist_of[$2] = $3; next }
/^x / { env_of[$2] = substr($0, length($2) + 4); next }
/^a / { args_of[$2] = substr($0, length($2) + 4) }
END {
  if (cut) exit
  if (quiet != "" && !heard) { print "BLIND"; exit }
  for (each = 1; each <= pids; each++) look(pid[each])
  if (runtimes) for (each = 1; each <= pids; each++) if (parent[pid[each]] in starts) N = N " " pid[each]
  print "H " uptime H; print "S" S; print "L" L; print "N" N
  printf "R"
  for (each = 1; each <= rests; each++) printf " %s", rest[each]
  print ""
  print "W" W
  if (!every) { tell_parents(); tell_services() }
  printf "T %d %d %d %d %d %d %d %d %d", total, kernel, unreadable, over, passed, closed, unread, huge, unlisted
  printf " %d %d %d %d %d %d\n", total + threads, gone, first && !skimmed, passed + unasked, (1 in parent), skimmed
  print "end"
}'
}
