# List descriptors as ls does: names of files first, then folders, each after its name and a
# colon (-R, as ls says no name of a single one). Arguments: pids whose standard three are
# wanted, 0, then pids of which all are.
# shellcheck disable=SC2086 # one option or none
descriptors() {
  [ $# -gt 1 ] || return 0
  {
    while [ "$1" != 0 ]; do
      printf '%s\n' "$1/fd/0" "$1/fd/1" "$1/fd/2"
      shift
    done
    shift
    [ $# -eq 0 ] || printf '%s/fd\n' "$@"
  } | xargs ls -lnR $quiet 2>/dev/null
}

# socket(): take a line of descriptors apart; sets holder, number and inode, where it is a
# socket.
# shellcheck disable=SC2016 # awk, not sh
awk_descriptors='
function socket(   i, n, word, part) {
  if (/^[0-9]+\/fd:$/) { folder = substr($0, 1, length($0) - 4); return 0 }
  if (!/socket:\[[0-9]+\]$/) return 0
  i = index($0, " -> ")
  inode = substr($0, i + 4)
  if (inode !~ /^socket:/) return 0
  inode = substr(inode, 9, length(inode) - 9)
  n = split(substr($0, 1, i - 1), word, " ")
  if (split(word[n], part, "/") == 3) { holder = part[1]; number = part[3] }
  else { holder = folder; number = word[n] }
  return holder != ""
}
'

# Join TCP sockets, of this network namespace and of containers, with who holds them.
# Arguments: pids that stand for other namespaces. Input: pids whose standard descriptors
# matter, on one line, then descriptors. Prints
#   P pid peer descriptors foreign served ends    a standard descriptor on an established
#                                      connection; served: something listens on our port
#   K pid l|b address scope            a listener, a connection to a mining port
#   U inode l|b address scope          those that nobody listed holds
connections() {
  awk -v boxes="$*" -v ports="$ports" "$awk_lib$awk_descriptors"'
function address(s,   part, ip, i) {
  split(s, part, ":")
  if (length(part[1]) == 8) ip = quad(part[1])
  else if (substr(part[1], 1, 24) == "0000000000000000FFFF0000") ip = quad(substr(part[1], 25))
  else {
    ip = ""
    for (i = 0; i < 4; i++) ip = ip word6(substr(part[1], i * 8 + 1, 8)) (i < 3 ? ":" : "")
    ip = "[" tolower(ip) "]"
  }
  return ip ":" hex(part[2])
}
function quad(s) { return hex(substr(s, 7, 2)) "." hex(substr(s, 5, 2)) "." hex(substr(s, 3, 2)) "." hex(substr(s, 1, 2)) }
function word6(s) { return substr(s, 7, 2) substr(s, 5, 2) ":" substr(s, 3, 2) substr(s, 1, 2) }
function loopback(s) {
  return s ~ /^......7F:/ || s ~ /^00000000000000000000000001000000:/ || s ~ /^0000000000000000FFFF0000......7F:/
}
function hit(inode, kind, where, scope) {
  if (inode in seen) return
  if (!(inode in held_by)) print "U", inode, kind, where, scope
  else for (i_ = split(held_by[inode], who, " "); i_ > 0; i_--) print "K", who[i_], kind, where, scope
}
# Whether there are TCP sockets at all: a table is slow to read even where it is empty.
function in_use(file, label,   line, word, n) {
  n = 1
  while ((getline line < file) > 0) if (split(line, word, " ") > 2 && word[1] == label && word[2] == "inuse") n = word[3]
  close(file)
  return n > 0
}
# Whether something listens where a connection came in: at its address, or at any.
function awaited(where,   port) {
  port = substr(where, length(where) - 4)
  return (where in waits) || (("00000000" port) in waits) || (("00000000000000000000000000000000" port) in waits) ? 1 : 0
}
function read_table(file,   line, f, n, i, at) {
  while ((getline line < file) > 0) {
    if (split(line, f, " ") < 10 || f[10] == "0" || f[1] == "sl") continue
    if (f[4] == "0A") waits[f[2]] = 1
    if (f[4] == "0A") hit(f[10], "l", address(f[2]), loopback(f[2]) ? "loopback" : "open")
    else if (f[4] == "01" || f[4] == "02") {
      if (substr(f[3], length(f[3]) - 3) in bad) hit(f[10], "b", address(f[3]), loopback(f[3]) ? "loopback" : "foreign")
      if (f[4] == "01" && f[10] in std) {
        n = split(std[f[10]], at, " ")
        for (i = 1; i <= n; i++) peer[at[i]] = f[10] " " address(f[3]) " " (loopback(f[3]) ? 0 : 1) " " f[2] " " f[3]
      }
    }
    seen[f[10]] = 1
    if (++rows > 200000) { print "O"; break }
  }
  close(file)
}
BEGIN {
  n = split(ports, port, " ")
  for (i = 1; i <= n; i++) bad[sprintf("%04X", port[i])] = 1
}
NR == 1 { n = split($0, word, " "); for (i = 1; i <= n; i++) odd[word[i]] = 1; next }
socket() {
  if (number <= 2 && holder in odd && !counted[holder, number]++) {
    if (!((holder, inode) in ends)) { std[inode] = std[inode] " " holder; order[++many] = holder " " inode }
    ends[holder, inode]++
  }
  if (!((holder, inode) in holds)) held_by[inode] = held_by[inode] " " holder
  holds[holder, inode] = 1
}
END {
  if (in_use("net/sockstat", "TCP:")) read_table("net/tcp")
  if (in_use("net/sockstat6", "TCP6:")) read_table("net/tcp6")
  n = split(boxes, box, " ")
  for (k = 1; k <= n && k <= 64; k++) { read_table(box[k] "/net/tcp"); read_table(box[k] "/net/tcp6") }
  for (k = 1; k <= many; k++) {
    split(order[k], word, " ")
    if (word[2] in seen) continue
    if (looked++ > 64) { print "O"; break }
    pid = word[1]
    read_table(pid "/net/tcp"); read_table(pid "/net/tcp6")
  }
  for (k = 1; k <= many; k++) {
    split(order[k], word, " ")
    split(peer[word[1]], at, " ")
    if (at[1] == word[2]) print "P", word[1], at[2], ends[word[1], word[2]], at[3], awaited(at[4]), at[4] "-" at[5]
  }
  print "end"
}'
}

# Find who holds the sockets that were left over. Input: the U lines, then descriptors of
# more processes. Prints K and U lines.
left_over() {
  awk "$awk_descriptors"'
$1 == "U" { want[$2] = $3 " " $4 " " $5; next }
socket() && inode in want {
  if (!((holder, inode) in told)) print "K", holder, want[inode]
  told[holder, inode] = 1
  found[inode] = 1
}
END { for (inode in want) if (!(inode in found)) print "U", inode, want[inode] }'
}
