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
# socket. other(): sets holder, number and target, where it is anything else.
# shellcheck disable=SC2016 # awk, not sh
awk_descriptors='
function socket() {
  if (/^[0-9]+\/fd:$/) { folder = substr($0, 1, length($0) - 4); return 0 }
  if (!/socket:\[[0-9]+\]$/ || !other() || target !~ /^socket:/) return 0
  inode = substr(target, 9, length(target) - 9)
  return 1
}
function other(   i, n, word, part) {
  i = index($0, " -> ")
  if (!i) return 0
  target = substr($0, i + 4)
  n = split(substr($0, 1, i - 1), word, " ")
  if (split(word[n], part, "/") == 3) { holder = part[1]; number = part[3] }
  else { holder = folder; number = word[n] }
  return holder != ""
}
'

# kernel_end(): a descriptor of bpf or of an io_uring, of those whose standard descriptors matter.
# shellcheck disable=SC2016 # awk, not sh
awk_kernel_end='
function kernel_end() {
  if (!other() || target !~ /^anon_inode:/ || !(holder in odd)) return
  number = target ~ /bpf/ ? "bpf" : "io_uring"
  if (!((holder, number) in in_kernel)) print "D|" holder "|" number "|."
  in_kernel[holder, number] = 1
}
'

# Join sockets, of this network namespace and TCP ones of containers, with who holds them.
# Arguments: relays, in one word, then pids that stand for other namespaces. Input: pids whose
# standard descriptors matter, on one line, then descriptors. Prints
#   P pid peer descriptors foreign served ends    a standard descriptor on an established
#                                      connection; served: something listens on our port
#   K pid l|b|k address scope          a listener, a connection to a mining port, a packet or raw
#                                      socket with its protocol
#   K or U ... i address hex           a connection to an address that indicators.sh looks for
#   U inode l|b|k address scope        those that nobody listed holds
#   F|pid|peer|foreign|.               an established connection of a relay
#   R|pid|relay|peer|foreign|.         a shell whose standard input and output are a relay
#   D|pid|what|.                       who holds programs of bpf or an io_uring
connections() {
  relays=$1 more=$awk_relays
  [ -n "$relays" ] || more=$awk_no_relays
  shift
  awk -v boxes="$*" -v ports="$ports" -v hunted="$addresses" -v relays="$relays" "$awk_lib$awk_descriptors$awk_tables$awk_raw$awk_kernel_end$more"'
function hit(inode, kind, where, scope) {
  if (inode in seen) return
  if (!(inode in held_by)) print "U", inode, kind, where, scope
  else for (i_ = split(held_by[inode], who, " "); i_ > 0; i_--) print "K", who[i_], kind, where, scope
}
BEGIN {
  n = split(ports, port, " ")
  for (i = 1; i <= n; i++) bad[sprintf("%04X", port[i])] = 1
  hunting = split(hunted, port, " ")
  for (i = 1; i <= hunting; i++) {
    sought_far[port[i]] = port[i]
    if (length(port[i]) == 8) sought_far["0000000000000000FFFF0000" port[i]] = port[i]
  }
  relays_end = split(relays, relay, " ")
  for (i = 1; i <= relays_end; i++) is_relay[relay[i]] = 1
}
NR == 1 { n = split($0, word, " "); for (i = 1; i <= n; i++) odd[word[i]] = 1; next }
socket() {
  if (number <= 2 && holder in odd && !counted[holder, number]++) {
    if (!((holder, inode) in ends)) { std[inode] = std[inode] " " holder; order[++many] = holder " " inode }
    ends[holder, inode]++
  }
  if (!((holder, inode) in holds)) held_by[inode] = held_by[inode] " " holder
  if (holder in is_relay) line_of[inode] = holder
  holds[holder, inode] = 1
  next
}
/anon_inode:(bpf[-_](prog|link)|\[io_uring\])$/ { kernel_end(); next }
relays_end && other() { pipe_end() }
END {
  if (in_use("net/sockstat", "TCP:")) read_table("net/tcp")
  if (in_use("net/sockstat6", "TCP6:")) read_table("net/tcp6")
  if (in_use("net/sockstat", "RAW:")) read_raw("net/raw", "raw")
  if (in_use("net/sockstat6", "RAW6:")) read_raw("net/raw6", "raw6")
  read_packets("net/packet")
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
  tell_relays()
  print "end"
}'
}

# Find who holds the sockets that were left over. Input: the U lines, then descriptors of
# more processes. Prints K and U lines.
left_over() {
  awk "$awk_descriptors"'
$1 == "U" { want[$2] = $3 " " $4 " " $5; order[++many] = $2; next }
socket() && inode in want {
  if (!((holder, inode) in told)) print "K", holder, want[inode]
  told[holder, inode] = 1
  found[inode] = 1
}
END { for (i = 1; i <= many; i++) if (!(order[i] in found)) print "U", order[i], want[order[i]] }'
}

# Set unheld to records Q|inode|protocol|. of packet and raw sockets that nobody holds, in three
# looks at all descriptors. Where some cannot be read, nobody knows.
# shellcheck disable=SC2086 # counts, split on purpose
unheld_sockets() {
  unheld=''
  case $net in *'U '*' k '*) ;; *) return 0 ;; esac
  set -- $counts
  if [ "${3:-1}${6:-1}" != 00 ]; then
    cover sockets "who holds a packet or raw socket cannot be known: not every process can be read"
    return
  fi
  unheld=$(printf '%s\n' "$net" | awk '$1 == "U" && $3 == "k" && n++ < 16 { print "Q|" $2 "|" $4 "|." }')
  for look in 2 3; do
    [ -n "$unheld" ] || return 0
    pause
    unheld=$(still_unheld "$unheld")
  done
}

# Print those of the records that are still there and still held by nobody. Arguments: records.
still_unheld() {
  set +f
  { printf '%s\n' "$1" && descriptors 0 [0-9]*; } | awk "$awk_lib$awk_descriptors$awk_raw"'
/^Q\|/ { split($0, f, "|"); want[++many] = $0; inode_of[many] = f[2]; next }
socket() { held[inode] = 1 }
function hit(inode, kind, where, scope) { here[inode] = kind where scope }
END {
  read_raw("net/raw", "raw"); read_raw("net/raw6", "raw6"); read_packets("net/packet")
  for (i = 1; i <= many; i++) if ((inode_of[i] in here) && !(inode_of[i] in held)) print want[i]
}'
}
