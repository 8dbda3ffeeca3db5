# Print what the reading of logs' settings and of fixed names of hosts starts from. A log that is
# missing matters only where something on this host writes it.
logs_input() {
  set --
  for each in "$root"/etc/systemd/journald.conf "$root"/etc/systemd/journald.conf.d/*.conf; do
    [ ! -f "$each" ] || set -- "$@" "journal $each"
  done
  [ ! -f "$root/etc/hosts" ] || set -- "$@" "hosts $root/etc/hosts"
  each=$root/var/log/wtmp
  [ -e "$each" ] || [ ! -d "$root/run/systemd/system" ] || [ ! -f "$root/usr/lib/tmpfiles.d/var.conf" ] ||
    [ -e "$root/etc/tmpfiles.d/var.conf" ] || set -- "$@" "writes $root/usr/lib/tmpfiles.d/var.conf"
  if [ -f "$root/run/rsyslogd.pid" ] && [ ! -e "$root/var/log/auth.log" ] && [ ! -e "$root/var/log/secure" ]; then
    for each in "$root"/etc/rsyslog.conf "$root"/etc/rsyslog.d/*.conf; do [ ! -f "$each" ] || set -- "$@" "writes $each"; done
  fi
  [ $# -eq 0 ] || printf '%s\n' "$@"
}

# journal_file(file): where the journal is kept. writes(file): a setting that names logs.
# hosts_file(file): names that are sent nowhere. logs_end(): what came of them.
# shellcheck disable=SC2016 # awk, not sh
awk_logs='
function journal_file(file,   line, n) {
  while ((getline line < file) > 0 && n++ < 500) {
    gsub(/[ \t]/, "", line)
    if (substr(line, 1, 8) == "Storage=") { journal = substr(line, 9); journal_in = esc(substr(file, length(root) + 1)) }
  }
  close(file)
}
function writes(file,   line, n, pattern) {
  pattern = "^(f[+!]*[ \t]+/var/log/wtmp[ \t]|auth[a-z,.;*]*[ \t].*/var/log/(auth[.]log|secure)[ \t]*$)"
  while ((getline line < file) > 0 && n++ < 1000) {
    if (line !~ pattern) continue
    match(line, "/var/log/[a-z.]+")
    line = substr(line, RSTART, RLENGTH)
    if (!(line in missing)) print "log|" line "|missing|" esc(substr(file, length(root) + 1)) "|."
    missing[line] = 1
  }
  close(file)
}
function hosts_file(file,   line, w, n, k, i) {
  while ((getline line < file) > 0) {
    if (n++ == 5000) { print "c|hosts|only the first 5000 lines of /etc/hosts are read|."; break }
    if (!index(line, ".")) continue
    sub(/#.*/, "", line)
    k = split(tolower(line), w, /[ \t\r]+/)
    i = w[1] == "" ? 2 : 1
    line = w[i]
    while (++i <= k) if (index(w[i], ".")) name_pinned(w[i], line)
  }
  close(file)
}
function name_pinned(name, address,   pattern) {
  pattern = "^(0|127|10)([.]|$)|^192[.]168[.]|^172[.](1[6-9]|2[0-9]|3[01])[.]|^169[.]254[.]|^::1?$|^f[cde][0-9a-f][0-9a-f]:"
  if (address !~ pattern) return
  pinned++
  pattern = "(^|[.])(virustotal|clamav|malwarebytes|mbamupdates|kaspersky(-?labs)?|sophos(upd|xl)?|symantec(liveupdate)?|mcafee|trellix|trendmicro|eset|bitdefender|f-secure|withsecure|avast|avira|crowdstrike|sentinelone|drweb|wazuh|cisofy|rfxn|mandiant|carbonblack|qualys|tenable|rapid7|snort|emergingthreats|spamhaus|crowdsec)[.](com|net|org|io|ru|ch|de|eu)$"
  if (name ~ pattern) { pin_name("vendor", name); return }
  pattern = "^(security|updates?|liveupdate|definitionupdates)[.][a-z0-9-]+[.][a-z.]+$"
  if (address ~ /^(0|127)|^::/ && name ~ pattern && name !~ /[.](local|lan|home|internal|test|example|corp|intra|localdomain)$/) pin_name("update", name)
}
function pin_name(kind, name) {
  if (length(pins_of[kind]) < 400) pins_of[kind] = pins_of[kind] " " esc(substr(name, 1, 128))
}
function logs_end(   own) {
  if (journal == "none") print "journal|" journal_in "|."
  if ("vendor" in pins_of) print "pin|vendor|" substr(pins_of["vendor"], 2) "|" pinned "|."
  own = first_line(root "/proc/sys/kernel/hostname")
  if ("update" in pins_of && (own == "" || index(pins_of["update"] ".", " " own ".") == 0)) print "pin|update|" substr(pins_of["update"], 2) "|" pinned "|."
}
'

# Print how the files look whose mode or kind matters. Of more than 64 homes some are looked
# at, by turn.
watched_files() { with_homes watch; }

# List the files, with the histories of homes. Arguments: the homes.
# shellcheck disable=SC2086 # lists of paths, split at newlines
watch() {
  every=1 number=0 histories=
  [ -n "$root" ] || every=$((($# + 63) / 64))
  for each in "$root/root" "$@"; do
    [ $((number % every)) -ne $((turn % every)) ] || histories_of "$each"
    number=$((number + 1))
  done
  IFS=$newline
  ls -lndL $quiet $listed $key_files $loader_folders $histories "$root"/etc/passwd "$root"/etc/group "$root"/etc/shadow \
    "$root"/etc/gshadow "$root"/etc/sudoers "$root"/etc/ssh/sshd_config "$root"/var/log/auth.log "$root"/var/log/secure \
    "$root"/var/log/audit/audit.log "$root"/var/log/wtmp "$root"/var/log/btmp "$root"/var/log/lastlog 2>/dev/null
  unset IFS
  [ "$every" -eq 1 ] || printf 'homes\n'
}

# Add what is no file among a home's histories of shells. Arguments: the home.
histories_of() {
  for name in bash zsh ash; do
    [ -f "$1/.${name}_history" ] || [ ! -e "$1/.${name}_history" ] || histories=$histories$newline$1/.${name}_history
  done
}

# watched(path): a listed file. rare(record): a record that most hosts do not have.
# shellcheck disable=SC2016 # awk, not sh
awk_watched='
function rare(record) { held = held record "|.\n" }
function watched(path,   why) {
  path = bare(path)
  why = $1 ~ /^[bcps]/ ? "device" : $1 ~ /^d/ ? "folder" : ""
  if (path ~ /\/\.$/) { if ($1 ~ /^d.......w/) rare("dirmode|" esc(substr(path, 1, length(path) - 2)) "|" $1 "|" $3) }
  else if (path ~ /_history$/) { if (why != "") rare("history|" esc(path) "|" why) }
  else if (path ~ /^\/var\/log\//) {
    if (why != "") rare("log|" path "|" why "|")
    else if (path ~ /wtmp$/ && $5 % 384 && $5 % 400) rare("log|" path "|cut|" $5)
  } else if (why == "" && path ~ /^\/etc\/(passwd|group|g?shadow|sudoers|ssh\/sshd_config)$/) account_file(path)
}
function account_file(path,   why) {
  if ($1 ~ /^........w/) why = "writable"
  else if ($1 ~ /^.....w/) why = $4 == 0 ? "group-root" : "group"
  else if (path ~ /shadow$/ && $1 ~ /^.......r/) why = "readable"
  else if (root == "" && $3 != 0 && $3 != 65534) why = "owner"
  if (why != "") rare("mode|" path "|" why "|" $1 "|" $3 "|" $4)
}
'
