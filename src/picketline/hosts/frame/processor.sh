# sleeps(p): how often the first thread of a process has given its processor up by itself.
# shellcheck disable=SC2016 # awk, not sh
awk_sleeps='
function sleeps(p,   line, n) {
  n = ""
  while ((getline line < (p "/status")) > 0) if (sub(/^voluntary_ctxt_switches:[ \t]*/, "", line)) n = line
  close(p "/status")
  return n
}
'

# Print 'V pid life now': how much of one processor a process had in its lifetime and has
# now, in per cent, for those that may matter. Arguments: uptime at the first look, then
# pid:ticks of that look. Where the machine is short of processors, a thread that never
# sleeps counts as if it had got all that it waited for; a wait that still lasts is not in
# the kernel's figures yet, hence 80 per cent of the short window and 90 of the lifetime, and
# a thread that is ready at both looks and gave nothing up between them counts in full.
processor_use() {
  [ $# -gt 1 ] || return 0
  pause
  warm=$(warm_processes "$@")
  [ -n "$warm" ] || return 0
  crowd=''
  for each in $warm; do
    case $each in *:-:-:?:*) crowd="$crowd ${each%%:*}" ;; esac
  done
  before=''
  [ -z "$crowd" ] || before=$(threads "$crowd")
  pause
  { [ -z "$crowd" ] || { printf '%s\n' "$before" '= again' && threads "$crowd"; }; } | awk -v warm="$warm" "$awk_sleeps"'
function look_again(p, ran, waited, then, ready, gave_up,   line, word, state) {
  if (ready && (getline state < (p "/stat")) > 0) { sub(/^.*\) /, "", state); ready = substr(state, 1, 1) == "R" }
  close(p "/stat")
  if ((getline line < (p "/schedstat")) <= 0) return
  close(p "/schedstat")
  split(line, word, " ")
  if (word[1] + word[2] == 0) return
  judge(p, word[1], word[2], ran, waited, uptime - then)
  if (ready && (now[p] >= 50 || word[1] + word[2] == ran + waited || (gave_up != "" && sleeps(p) == gave_up))) now[p] = 100
}
function judge(p, ran, waited, earlier_ran, earlier_waited, window,   use, age) {
  if (window <= 0) return
  use = (ran - earlier_ran) / 1e7 / window
  now[p] += use + (waited - earlier_waited) / 1e7 / window >= 80 ? 100 : use
  age = age_of[p] > 0 ? age_of[p] : 1
  use = (ran + waited) / 1e7 / age
  life[p] += use >= 90 ? (use > 100 ? 100 : use) : ran / 1e7 / age
}
BEGIN {
  getline line < "uptime"; split(line, word, " "); uptime = word[1]
  n = split(warm, each, " ")
  for (i = 1; i <= n; i++) { split(each[i], w, ":"); age_of[w[1]] = w[4] }
}
$1 == "=" { again = 1; next }
$1 == "up" { up[again + 0] = $2; next }
!again { ran[$1, $2] = $3; waited[$1, $2] = $4; next }
($1, $2) in ran { judge($1, $3, $4, ran[$1, $2], waited[$1, $2], up[1] - up[0]) }
END {
  for (i = 1; i <= n; i++) {
    split(each[i], w, ":")
    if (w[6] != "-") look_again(w[1], w[6], w[7], w[5], w[8] == "R", w[9])
    if (life[w[1]] < w[2] + 0) life[w[1]] = w[2]
    if (!(w[1] in now)) now[w[1]] = w[3]
    print "V", w[1], int(life[w[1]]), int(now[w[1]])
  }
}'
}

# Print pid:life:now:age:uptime:ran:waited:state:sleeps of the processes that are worth a
# second sample; ran and waited are '-' where a process has several threads. Arguments: as
# processor_use.
warm_processes() {
  awk -v hot="$hot" -v list="$*" "$awk_sleeps"'
function look(p, before,   line, f, word, age, life, now, sample, gave_up) {
  if ((getline line < (p "/stat")) <= 0) { close(p "/stat"); return }
  close(p "/stat")
  sub(/^.*\) /, "", line)
  split(line, f, " ")
  age = uptime - f[20] / 100; if (age < 0.01) age = 0.01
  life = (f[12] + f[13]) / age
  now = uptime > then ? (f[12] + f[13] - before) / (uptime - then) : life
  if (now < hot / 5 && life < hot / 5 && f[1] != "R") return
  sample = "-:-"
  if (f[18] == 1 && (getline line < (p "/schedstat")) > 0) { split(line, word, " "); sample = word[1] ":" word[2] }
  close(p "/schedstat")
  gave_up = ""
  if (f[1] == "R") gave_up = sleeps(p)
  printf "%s:%d:%d:%d:%s:%s:%s:%s ", p, life, now, age, uptime, sample, f[1], gave_up
}
BEGIN {
  getline line < "uptime"; split(line, word, " "); uptime = word[1]
  n = split(list, each, " ")
  then = each[1]
  for (i = 2; i <= n; i++) { split(each[i], was, ":"); look(was[1], was[2]) }
}'
}

# Print 'pid thread ran waited' of every thread, after the uptime. Arguments: processes, in
# one word.
threads() {
  [ -n "$1" ] || return 0
  for each in $1; do
    set +f
    printf '%s\n' "$each"/task/[0-9]*/schedstat
    set -f
  done | awk '
NR == 1 { getline line < "uptime"; split(line, word, " "); print "up", word[1] }
NR > 4096 { exit }
{
  split($0, part, "/")
  if ((getline line < $0) > 0) { split(line, word, " "); print part[1], part[3], word[1], word[2] }
  close($0)
}'
}

# Let enough time pass for a second look. A fake root's clock stands still: no need.
pause() { [ -n "$root" ] || sleep 0.3 2>/dev/null || sleep 1; }
