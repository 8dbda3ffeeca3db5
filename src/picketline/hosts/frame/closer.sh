# What is read of a process that matters, and of the others by turn: its status, what it has
# mapped to execute, its environment.
# shellcheck disable=SC2016 # awk, not sh
awk_closer='
# Set ruid, euid, tracer and caps.
function status(p,   file, line, w, n) {
  ruid = euid = caps = ""
  tracer = 0
  file = p "/status"
  while (n++ < 64 && (getline line < file) > 0) {
    if (line ~ /^TracerPid:/) { split(line, w, " "); tracer = w[2] }
    else if (line ~ /^Uid:/) { split(line, w, " "); ruid = w[2]; euid = w[3] }
    else if (line ~ /^CapEff:/) { split(line, w, " "); caps = w[2]; break }
  }
  close(file)
  return euid ~ /^[0-9]+$/
}
function bit(digits, n,   value) {
  value = hex(substr(digits, length(digits) - int(n / 4), 1))
  return int(value / substr("1248", n % 4 + 1, 1)) % 2
}
# The capabilities by which a process that is not root can become it.
function strong(digits,   s) {
  if (length(digits) < 10) return ""
  s = (bit(digits, 1) ? ",dac_override" : "") (bit(digits, 12) ? ",net_admin" : "") (bit(digits, 16) ? ",sys_module" : "")
  s = s (bit(digits, 19) ? ",sys_ptrace" : "") (bit(digits, 21) ? ",sys_admin" : "") (bit(digits, 39) ? ",bpf" : "")
  return substr(s, 2)
}
function service_account(id) { return (id > 0 && id < 1000) || id == 65534 }
# Print what the status of a process tells: A (traced), B (rights), and keep shells of services.
function tell_status(p, flags, all,   held, traces) {
  if (!status(p)) return
  owner[p] = euid
  if (tracer > 0 && (tracer in exe)) {
    traces = path_flags(exe[tracer])
    if (traces ~ /[omtd]/) print "A|" p "|" tracer "|" esc(exe[tracer]) "|" traces "|."
  }
  if (flags ~ /[omt]/ && euid > 0 && (held = strong(caps)) != "") print "B|" p "|" ruid "|" euid "|" held "|."
  if (flags ~ /[omt]/ && euid == 0 && ruid > 0) print "B|" p "|" ruid "|0||."
  if (flags ~ /s/ && service_account(euid)) { served[++services] = p; way[p] = manner(all); if (f[5] != 0 && way[p] != "command") way[p] = "interactive" }
}
# Print G for the shells of service accounts that a server started, itself or through others.
function tell_services(   i, k, q, name, kind, who) {
  for (i = 1; i <= services; i++) {
    kind = ""
    q = served[i]
    for (k = 0; k < 5 && kind != "server" && ((q = parent[q]) in exe); k++) {
      name = base(exe[q])
      if (name ~ /^(su|sudo|sudo-rs|doas|sshd|sshd-session|login|runuser|crond?|systemd)( |$)/) break
      if (name ~ /^(php-fpm|php-cgi|php[0-9.]*( |$)|apache2|httpd|nginx|lighttpd|caddy|litespeed|lshttpd|openlitespeed|postgres|mysqld|mariadbd|mongod|redis-server|memcached|vsftpd|proftpd|exim)/) kind = "server"
      else if (kind == "" && name ~ /^(java|node|nodejs|uwsgi|dotnet|beam|gunicorn|uvicorn|puma|unicorn|python|ruby)[0-9.]*( |$)/) kind = "runtime"
      else continue
      who = exe[q]
    }
    if (kind != "") print "G|" served[i] "|" esc(who) "|" kind "|" way[served[i]] "|."
  }
}
# What a mapped file is: scratch, bundle (there, as bundles unpack theirs), nameless (deleted there,
# no library by its name), deleted, or other; "" where it is nothing to tell.
function mapped_kind(path,   deleted) {
  deleted = sub(/ \(deleted\)$/, "", path)
  if (path ~ /^\/(memfd:|SYSV|dev\/zero|anon_hugepage|\[)/) return ""
  if (path ~ /^\/(tmp|var\/tmp|dev\/shm|run\/shm|run\/user\/[0-9]+)\//) {
    if (path ~ /\/_MEI[A-Za-z0-9]+\/|^\/tmp\/(\.mount_|par-|\.net\/|appimage_extracted)/) return "bundle"
    if (!deleted || path ~ /\.so/) return "scratch"
    return path ~ /\/(ffi[A-Za-z0-9]+|orcexec\.[A-Za-z0-9]+|#[0-9]+)$/ ? "" : "nameless"
  }
  if (path ~ /^\/dev\// || system_path(path)) return ""
  return deleted ? (path ~ /\.so/ ? "deleted" : "") : "other"
}
# Print J for what a process has mapped to execute, the first of each kind and how many there are;
# where it asks for passwords (guard), also for libraries off system paths.
function maps(p, guard,   file, line, n, path, kind, last) {
  if (bare) return
  file = p "/maps"
  while (n++ < 3000 && (getline line < file) > 0) {
    if (!index(line, "xp ") || substr(line, index(line, " ") + 3, 2) != "xp") continue
    if (!match(line, /^[^\/]* \//)) continue
    path = substr(line, RLENGTH)
    if (path == last) continue
    last = path
    if (!(path in kind_of_map)) kind_of_map[path] = mapped_kind(path)
    kind = kind_of_map[path]
    if (kind == "" || path == exe[p] || (kind == "other" && !guard)) continue
    if (kind == "other" && ++others[p] < 5) print "J|" p "|other|" esc(path) "|1|."
    if (kind != "other" && !maps_of[p, kind]++) first_map[p, kind] = path
  }
  close(file)
  map_lines += n
  n = split("scratch bundle nameless deleted", kinds, " ")
  while (n > 0) {
    if ((p, kinds[n]) in maps_of) print "J|" p "|" kinds[n] "|" esc(first_map[p, kinds[n]]) "|" maps_of[p, kinds[n]] "|."
    n--
  }
}
function preload(p, line,   found) {
  if (!match(line, /(^|[^\001-\377])LD_(PRELOAD|AUDIT)=[\001-\377]*/)) return
  found = substr(line, RSTART, RLENGTH)
  sub(/^[^L]/, "", found)
  if (found ~ /[=: ]\/(tmp|var\/tmp|dev\/shm|run\/shm|run\/user\/[0-9]+)\//) print "X", p, esc(substr(found, 1, 256))
}
# Print Y where a shell was told to keep no history.
function history(p, line,   found) {
  if (!match(line, /(^|[^\001-\377])HIST(FILE=(\/dev\/null)?|SIZE=0|FILESIZE=0)([^\001-\377]|$)/)) return
  found = substr(line, RSTART, RLENGTH)
  gsub(/[^\040-\176]/, "", found)
  print "Y|" p "|" esc(found) "|."
}
function variables(p, line, person) {
  if (index(line, "LD_")) preload(p, line)
  if (person && index(line, "HIST")) history(p, line)
}
# Read an environment. Arguments: the process, whether it is a shell that a person types into.
function environ(p, person,   line, n) {
  if (nul == "cut") {
    if (p in env_of) preload(p, env_of[p])
    if (person && (p in hist_of)) history(p, hist_of[p])
    return
  }
  if (bare) return
  sizes()
  if (environment > 1048576) { huge++; return }
  while (n++ < 2000 && (getline line < (p "/environ")) > 0) variables(p, line, person)
  close(p "/environ")
}
'
