# Print 'V pid life now': how much of one processor a process had in its lifetime and has
# now, in per cent, for those that may matter. Arguments: uptime at the first look, then
# pid:ticks of that look. Where the machine is short of processors, a thread that never
# sleeps counts as if it had got all that it waited for; a wait that still lasts is not in
# the kernel's figures yet, hence 80 per cent of the short window and 90 of the lifetime.
processor_use() {
  [ $# -gt 1 ] || return 0
  pause
  warm=$(printf '%s\n' "$@" | awk -v hot="$hot" '
NR == 1 { then = $1; getline line < "uptime"; split(line, word, " "); uptime = word[1]; next }
{
  split($1, was, ":")
  if ((getline line < (was[1] "/stat")) <= 0) { close(was[1] "/stat"); next }
  close(was[1] "/stat")
  sub(/^.*\) /, "", line)
  split(line, f, " ")
  age = uptime - f[20] / 100; if (age < 0.01) age = 0.01
  life = 100 * (f[12] + f[13]) / 100 / age
  now = uptime > then ? (f[12] + f[13] - was[2]) / (uptime - then) : life
  if (now >= hot / 5 || life >= hot / 5 || f[1] == "R") printf "%s:%d:%d:%d ", was[1], life, now, age
}')
  [ -n "$warm" ] || return 0
  before=$(threads "$warm")
  pause
  printf '%s\n' "$before" '= again' "$(threads "$warm")" | awk -v warm="$warm" '
BEGIN { n = split(warm, each, " ") }
$1 == "=" { again = 1; next }
$1 == "up" { up[again + 0] = $2; next }
!again { ran[$1 " " $2] = $3; waited[$1 " " $2] = $4; next }
($1 " " $2) in ran {
  window = up[1] - up[0]
  if (window <= 0) next
  use = ($3 - ran[$1 " " $2]) / 1e7 / window
  want = use + ($4 - waited[$1 " " $2]) / 1e7 / window
  now[$1] += want >= 80 ? 100 : use
  age = age_of[$1]
  total_ran[$1, $2] = $3; total[$1, $2] = $3 + $4
  threads_of[$1] = threads_of[$1] " " $2
}
END {
  for (i = 1; i <= n; i++) {
    split(each[i], w, ":")
    life = 0
    m = split(threads_of[w[1]], thread, " ")
    for (j = 1; j <= m; j++) {
      want = total[w[1], thread[j]] / 1e7 / (w[4] > 0 ? w[4] : 1)
      life += want >= 90 ? (want > 100 ? 100 : want) : total_ran[w[1], thread[j]] / 1e7 / (w[4] > 0 ? w[4] : 1)
    }
    if (life < w[2]) life = w[2]
    use = w[1] in now ? now[w[1]] : w[3]
    printf "V %s %d %d\n", w[1], life, use
  }
}'
}

# Print run and wait time of every thread. Arguments: the warm processes.
threads() {
  for each in $1; do
    set +f
    printf '%s\n' "${each%%:*}"/task/[0-9]*/schedstat
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
