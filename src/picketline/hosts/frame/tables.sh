# Read the tables of TCP: read_table(file) calls hit(inode, kind, where, scope) for each listener and
# each connection to a mining port.
# shellcheck disable=SC2016 # awk, not sh
awk_tables='
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
# Whether there are sockets of a kind at all: a table is slow to read even where it is empty.
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
      if (hunting && (substr(f[3], 1, length(f[3]) - 5) in sought_far)) hit(f[10], "i", address(f[3]), sought_far[substr(f[3], 1, length(f[3]) - 5)])
      if (substr(f[3], length(f[3]) - 3) in bad && !awaited(f[2])) hit(f[10], "b", address(f[3]), loopback(f[3]) ? "loopback" : "foreign")
      if (f[4] == "01" && f[10] in std) {
        n = split(std[f[10]], at, " ")
        for (i = 1; i <= n; i++) peer[at[i]] = f[10] " " address(f[3]) " " (loopback(f[3]) ? 0 : 1) " " f[2] " " f[3]
      }
      if (f[4] == "01" && f[10] in line_of) connected(line_of[f[10]], address(f[3]), loopback(f[3]) ? 0 : 1)
    }
    seen[f[10]] = 1
    if (++rows > 200000) { print "O"; break }
  }
  close(file)
}
'

# Read the tables of packet and raw sockets: read_raw(file, name), read_packets(file).
# shellcheck disable=SC2016 # awk, not sh
awk_raw='
function read_raw(file, name,   line, f, part, n) {
  while ((getline line < file) > 0 && n++ < 20000) {
    if (split(line, f, " ") < 10 || f[10] == "0" || f[1] == "sl") continue
    split(f[2], part, ":")
    hit(f[10], "k", name ":" hex(part[2]), "-")
    seen[f[10]] = 1
  }
  close(file)
}
function read_packets(file,   line, f, n) {
  while ((getline line < file) > 0 && n++ < 20000) {
    if (split(line, f, " ") < 9 || f[9] !~ /^[1-9][0-9]*$/) continue
    hit(f[9], "k", "packet:" tolower(f[4]), "-")
    seen[f[9]] = 1
  }
  close(file)
}
'
