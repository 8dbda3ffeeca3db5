# Shells that talk to a connection through a relay such as nc, over pipes.
# shellcheck disable=SC2016 # awk, not sh
awk_relays='
# A descriptor that is no socket: pipes matter and named ones, and which end it is (by its mode).
function pipe_end() {
  if (target !~ /^pipe:\[/ && (target !~ /^\// || target ~ /^\/(dev|proc)\//)) return
  if (holder in is_relay) {
    if (substr($1, 2, 1) == "r") reads[holder, target] = 1
    if (substr($1, 3, 1) == "w") feeds[holder, target] = 1
  } else if (substr($1, 2, 1) == "r") takes[holder, ++taken[holder]] = target
  if (number == 0) std_in[holder] = target
  else if (number == 1) {
    std_out[holder] = target
    writers[target] = writers[target] " " holder
    talker[++talkers] = holder
  }
}
function connected(p, where, foreign) {
  if (foreign || !(p in line_to)) line_to[p] = where
  if (foreign) far[p] = 1
}
# Whether a relay writes what is read there: itself, or through one other, such as cat.
function comes_from(q, target,   n, i, k, from) {
  if ((q, target) in feeds) return 1
  n = split(writers[target], from, " ")
  for (i = 1; i <= n; i++)
    for (k = 1; k <= taken[from[i]]; k++) if ((q, takes[from[i], k]) in feeds) return 1
  return 0
}
function tell_relays(   i, k, p, q, end) {
  for (i = 1; i <= relays_end; i++) {
    q = relay[i]
    if (!(q in line_to)) continue
    end = line_to[q] "|" far[q] + 0 "|."
    print "F|" q "|" end
    for (k = 1; k <= talkers; k++) {
      p = talker[k]
      if (p == q || !(p in odd) || !(p in std_in) || (p in bound)) continue
      if (((q, std_out[p]) in reads) && comes_from(q, std_in[p])) { bound[p] = 1; print "R|" p "|" q "|" end }
    }
  }
}
'

# The same where there is no relay: a program is slow to read too.
awk_no_relays='
function pipe_end() { }
function connected(p, where, foreign) { return p where foreign }
function tell_relays() { }
'
