# Processes that one view of the system shows and the listing of /proc does not. One look proves
# nothing: a suspect counts if it is missing in three, and each look reads both views anew.
# Sets hidden to records
#   Q|pid|parent, group or entered|who shows it|name|.
#   Q|-|threads|how many|.                 threads that belong to no listed process
# shellcheck disable=SC2086 # counts, split on purpose
hidden_processes() {
  hidden=''
  set -- $counts
  [ $# -ge 14 ] || return 0
  shift 9
  if [ "$5" = 0 ] || ! own_proc; then
    cover hidden "this user is not shown every process"
    return
  fi
  lost=0
  [ "$3" = 0 ] || lost=$((threads_now - $1 - $2))
  [ "$lost" -gt 0 ] || [ -n "$root$parents" ] || [ $((turn % 8)) = 1 ] || [ $((turn % 8)) = 5 ] || return 0
  hidden=$(suspects_of)
  case $hidden in *'|inexact'*) cover hidden "threads begin and end too quickly here to be counted" ;; esac
  [ -z "$hidden" ] || hidden=$(kept_missing "$hidden")
}

# Whether /proc is that of this shell's own namespace of pids.
own_proc() {
  [ -z "$root" ] || return 0
  read -r self _ <self/stat
  [ "$self" = "$$" ]
}

# Set threads_now to how many threads the kernel counts, unless it is less already.
count_threads() {
  read -r _ _ _ count _ <loadavg
  case ${count#*/} in
    '' | *[!0-9]*) ;;
    *) [ "${count#*/}" -ge "$threads_now" ] || threads_now=${count#*/} ;;
  esac
}

# Print who is suspected at the first look: pid|view|who shows it. Uses: lost, how many threads
# the kernel counted beyond those that were read.
suspects_of() {
  [ -z "$parents" ] || printf '%s\n' "$parents" | awk -F '|' 'NF > 2 { print $1 "|parent|" $2 }'
  { [ -z "$root" ] && [ $((turn % 8)) -ne 5 ]; } || in_groups
  if [ "$lost" -gt 0 ]; then
    missing_threads
  else
    [ -n "$root" ] || [ $((turn % 8)) -ne 1 ] || entered 256
  fi
}

# Print the suspects whom every later look misses as well; what is told of threads is true already.
# Arguments: suspects.
kept_missing() {
  list=$(printf '%s\n' "$1" | awk -F '|' 'NF >= 3 && $2 != "threads"')
  for look in 2 3; do
    [ -n "$list" ] || break
    pause
    list=$(still_missing "$list")
  done
  if [ -n "$list" ]; then
    printf '%s\n' "$list"
  else
    case $1 in *'-|threads|'*) printf 'Q|%s|.\n' "-|threads|${1##*"-|threads|"}" ;; esac
  fi
}

# Print those of the suspects that are still not listed and still shown elsewhere, and no
# threads. Arguments: suspects.
still_missing() {
  set +f
  printf '%s\n' [0-9]* = "$1" | awk -F '|' -v root="$root" "$awk_lib$awk_stat"'
function leads(p,   line, w, id) {
  name = id = ""
  while ((getline line < (p "/status")) > 0) {
    split(line, w, " ")
    if (w[1] == "Name:") name = substr(line, 7)
    if (w[1] == "Tgid:") { id = w[2]; break }
  }
  close(p "/status")
  return id
}
function in_group(p, file,   line, yes) {
  while ((getline line < (root file)) > 0) if (line == p) yes = 1
  close(root file)
  return yes
}
$0 == "=" { second = 1; next }
!second { listed[$0] = 1; next }
{ if ($1 == "Q") sub(/^Q\|/, "") }
NF < 3 || ($1 in listed) || ($1 in told) { next }
{
  id = leads($1)
  if (id != "" && id != $1) next
  if ($2 == "parent" && !(($3 in listed) && status_of($3) && f[2] == $1)) next
  if ($2 == "group" && !in_group($1, $3)) next
  if ($2 == "entered" && id == "") next
  told[$1] = 1
  print "Q|" $1 "|" $2 "|" $3 "|" esc(name) "|."
}'
}

# ours(p): whether a process was started by this shell.
# shellcheck disable=SC2016 # awk, not sh
awk_kin='
function ours(p,   line, f, n) {
  while (p > 1 && p != shell && n++ < 6 && (getline line < (p "/stat")) > 0) {
    close(p "/stat")
    sub(/^.*\) /, "", line)
    split(line, f, " ")
    p = f[2]
  }
  return p == shell
}
'

# Print pid|group|file for what a control group has and /proc does not list.
# shellcheck disable=SC2086 # a bound that is a command or nothing
in_groups() {
  for each in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup/pids; do
    [ ! -f "$root$each/cgroup.procs" ] || break
  done
  [ -f "$root$each/cgroup.procs" ] || return 0
  set +f
  {
    printf '%s\n' [0-9]* =
    $bounded find "$root$each" -maxdepth 12 -name cgroup.procs -type f 2>/dev/null
  } | awk -v skip="${#root}" -v shell="$$" "$awk_kin"'
function members(file, pid,   line, yes) {
  while ((getline line < file) > 0) {
    if (line == pid) yes = 1
    if (pid == "" && line > 0 && !(line in listed) && many++ < 256) { suspect[many] = line; shown[many] = file }
  }
  close(file)
  return yes
}
$0 == "=" { second = 1; next }
!second { listed[$0] = 1; next }
!/[^!-~]|[|\\]/ { members($0, "") }
END {
  for (i = 1; i in suspect; i++)
    if (!ours(suspect[i]) && members(shown[i], suspect[i])) print suspect[i] "|group|" substr(shown[i], skip + 1)
}'
}

# Print -|threads|number if threads belong to nobody who is listed, in three counts during which
# nothing began or ended; and who can be entered. -|inexact where that cannot be had.
missing_threads() {
  few=''
  for look in 1 2 3; do
    [ "$look" = 1 ] || pause
    lacking=$(exact_count)
    [ -n "$lacking" ] || lacking=$(exact_count)
    [ -n "$lacking" ] || lacking=$(exact_count)
    case $lacking in
      '')
        entered 2048
        printf '%s\n' '-|inexact' && return
        ;;
      0 | -*) return ;;
    esac
    if [ -z "$few" ] || [ "$lacking" -lt "$few" ]; then few=$lacking; fi
  done
  entered 32768
  printf '%s\n' "-|threads|$few"
}

# Print how many threads the kernel counts beyond those of listed processes; nothing if any
# began or ended meanwhile. The shell becomes the awk: not even that begins.
exact_count() {
  set +f
  read -r _ _ _ before newest _ <loadavg
  set -- [0-9]*
  read -r _ _ _ after again _ <loadavg
  [ "${before#*/} $newest" = "${after#*/} $again" ] || return 0
  exec awk -v then="${after#*/} $again" "$awk_stat"'
function now(   line, w, part) {
  getline line < "loadavg"
  close("loadavg")
  split(line, w, " ")
  split(w[4], part, "/")
  return part[2] " " w[5]
}
BEGIN {
  for (i = 1; i < ARGC; i++) {
    if ((i % 256 == 1 && now() != then) || !status_of(ARGV[i])) exit
    sum += f[18]
  }
  if (now() == then) print then - sum
}' "$@" </dev/null
}

# Print pid|entered| for what is not listed and can be entered by its number: of the newest
# numbers, and of a share of the others. Arguments: how many of each.
entered() {
  set +f
  printf '%s\n' [0-9]* | awk -v many="$1" -v turn="$turn" -v shell="$$" "$awk_kin"'
function try(p,   line, w) {
  if (p < 1 || (p in listed) || tried[p]++ || (getline line < (p "/status")) <= 0) return
  while ((getline line < (p "/status")) > 0) {
    split(line, w, " ")
    if (w[1] == "Tgid:") break
  }
  close(p "/status")
  if (w[1] == "Tgid:" && w[2] == p && !ours(p) && suspects++ < 256) print p "|entered|"
}
{ listed[$0] = 1 }
END {
  most = 32768
  if ((getline line < "sys/kernel/pid_max") > 0 && line ~ /^[0-9]+$/) most = line + 0
  getline line < "loadavg"
  n = split(line, w, " ")
  for (i = 0; i < many; i++) try(w[n] - i)
  start = int(turn / 8) * many % most
  for (i = 0; i < many; i++) try(start + i)
}'
}
