# Look for values known bad that the controller sent: wanted, wanted2 and wanted3 hold lines
#   =severity|id|why    what the lines below it are known by
#   fNAME pWORD sHEX hNAME    a file's base name, a word of a command line, a sha256, a host
#   aHEX ADDRESS        an address, first as the kernel's tables have it; addresses are all of these
# Where there are none, nothing of this is done.
hunt=''

# Print them, between two marks.
seek_input() {
  [ -n "$wanted" ] || return 0
  printf '%s\n' '= wanted' "$wanted" "$wanted2" "$wanted3" '= end'
}

# Whether something of a kind is wanted. Arguments: its letter.
seeks() {
  case $newline$wanted$newline$wanted2$newline$wanted3 in *"$newline$1"*) ;; *) return 1 ;; esac
}

# seek_line(line): take one of the lines; hunting once there is one. sought[letter and value] is
# severity|id|why. seek_text(s, words): what a text names, words too: a key of sought a line.
# seek_process(p, target, all): print, of a process, at most 512 each
#   I|pid|program, word or host|value|severity|id|why|.   E|pid|executable|.   off system paths
# seek_told(n, line): print of a line of a text  hint|path|line|value|severity|id|why|.
# shellcheck disable=SC2016 # awk, not sh
awk_hunt='
function seek_line(line,   n) {
  if (line ~ /^=/) seek_group = substr(line, 2)
  if (line ~ /^(=|$)/) return
  hunting = 1
  if (line ~ /^a/) {
    n = index(line, " ")
    sought[substr(line, 1, n - 1)] = seek_group
    line = "h" substr(line, n + 1)
  }
  sought[line] = seek_group
  seeks[substr(line, 1, 1)] = 1
}
function seek_text(s, words,   out, word, n, i, k) {
  out = ""
  s = substr(s, 1, 16384)
  if (words && ("p" in seeks)) {
    n = split(s, word, /[^A-Za-z0-9._@+~%\/-]+/)
    for (i = 1; i <= n; i++) {
      k = index(word[i], "/") ? base(word[i]) : word[i]
      if ((("p" k) in sought) && !index("\n" out, "\np" k "\n")) out = out "p" k "\n"
    }
  }
  if (!("h" in seeks)) return out
  gsub(/[^\001-\377]/, " ", s)
  n = split(tolower(s), word, /[^a-z0-9._-]+/)
  for (i = 1; i <= n; i++) {
    k = word[i]
    if (length(k) > 255) continue
    sub(/[.]+$/, "", k)
    while (index(k, ".") && !(("h" k) in sought)) k = substr(k, index(k, ".") + 1)
    if ((("h" k) in sought) && !index("\n" out, "\nh" k "\n")) out = out "h" k "\n"
  }
  return out
}
function seek_hit(p, how, key) {
  if (++seek_hits <= 512) print "I|" p "|" how "|" substr(key, 2) "|" sought[key] "|."
  else if (seek_hits == 513) print "I+"
}
function seek_process(p, target, all,   own, key, n, i) {
  own = target
  sub(/ \(deleted\)$/, "", own)
  own = "p" base(own)
  if (!(own in sought) && length(comm) < 15) own = "p" comm
  if (own in sought) seek_hit(p, "program", own)
  if (!(all in seek_of)) seek_of[all] = seek_text(all, 1)
  if (seek_of[all] != "") {
    n = split(seek_of[all], key, "\n") - 1
    for (i = 1; i <= n; i++) if (key[i] != own) seek_hit(p, key[i] ~ /^p/ ? "word" : "host", key[i])
  }
  if (("s" in seeks) && of_path[target] ~ /[odtm]/) {
    if (++seek_exes <= 512) print "E|" p "|" esc(target) "|."
    else if (seek_exes == 513) print "E+"
  }
}
function seek_told(n, line,   key, i, k) {
  k = split(seek_text(line, 1), key, "\n") - 1
  for (i = 1; i <= k; i++) {
    if (++seek_lines <= 100) print "hint|" where "|" n "|" substr(key[i], 2) "|" sought[key[i]] "|."
    else if (seek_lines == 101) print "?|indicators|more than 100 lines of texts name what is looked for; the rest are not listed|."
  }
}
'

# The same where nothing is wanted: a program is slow to read too.
awk_no_hunt='
function seek_line(line) { return line }
function seek_process(p, target, all) { return p target all }
function seek_told(n, line) { return n line }
'

# Print the sums of files that are not empty, as sha256sum does: none larger than 64 MiB, and
# together at most 128 MiB. Arguments: their paths.
# shellcheck disable=SC2086 # one option or none; split at newlines
sums_of() {
  [ $# -gt 0 ] || return 0
  fitting=$(ls -lndL $quiet "$@" 2>/dev/null | awk '
/^-/ && $5 > 0 && $5 <= 67108864 && all + $5 <= 134217728 { all += $5; print substr($0, index($0, " /") + 1) }')
  [ -n "$fitting" ] || return 0
  IFS=$newline
  set -- $fitting
  unset IFS
  ${bounded:+timeout 6} sha256sum "$@" 2>/dev/null
}

# Hash the executables off system paths of running programs, the first of each path, and add to
# extras an I of every process whose sum is sought.
seek_programs() {
  [ -n "$programs" ] && command -v sha256sum >/dev/null 2>&1 || return 0
  set --
  IFS=$newline
  for line in $(printf '%s\n' "$programs" | awk -F'|' -v root="$root" "$awk_programs_of"'
/^E\|/ && !taken[program()]++ && n++ < 64 && ($3 !~ /\\/ || root == "") { print (root == "" ? "/proc/" $2 "/exe" : root $3) }'); do
    set -- "$@" "$line"
  done
  unset IFS
  found=$({ seek_input && printf '%s\n' "$programs" '= sums' && sums_of "$@"; } | awk -F'|' -v root="$root" "$awk_lib$awk_hunt$awk_programs_of"'
$0 == "= wanted" || $0 == "= end" || $0 == "= sums" { part = $0; next }
part == "= wanted" { seek_line($0); next }
/^E\|/ { run[program()] = run[program()] " " $2; of[$2] = program(); if (!seen[program()]++) programs++; next }
part == "= sums" {
  hashed++
  path = substr($0, 67)
  key = root == "" ? of[path_pid(path)] : substr(path, length(root) + 1)
  if (!(("s" substr($0, 1, 64)) in sought)) next
  n = split(run[key], pid, " ")
  for (i = 1; i <= n; i++) seek_hit(pid[i], "hash", "s" substr($0, 1, 64))
}
END { if (hashed < programs) print "c|hashes|of " programs " programs off system paths " programs - hashed " were not hashed: unreadable, larger than 64 MiB, or beyond 64 programs and 128 MiB together|." }')
  each_record cover c "$found"
  extras=$extras$newline$found
}

# program(): what a record E is hashed for: its path, or itself where the path is nobody else's.
# shellcheck disable=SC2016 # awk, not sh
awk_programs_of='
function program() { return $3 ~ /^\/memfd:| \(deleted\)$/ ? $3 " " $2 : $3 }
function path_pid(path) { sub(/^\/proc\//, "", path); sub(/\/exe$/, "", path); return path }
'

# Set indicator_facts to records
#   seen|name or sum|path|value|severity|id|why|sum|.    a file
#   pinned|line|value|severity|id|why|address|.         a line of /etc/hosts
#   talks|address|far end|severity|id|why|pid|exe|arguments|uid|.    a connection
# Files are sought by name in scratch, homes, where programs of node are installed for all and
# where administrators put things; what is in scratch, and what is found, is hashed.
seek_files() {
  indicator_facts=''
  [ -n "$wanted" ] || return 0
  hashes=1 hashing=0
  command -v sha256sum >/dev/null 2>&1 || hashes=0
  ! seeks s || hashing=$hashes
  pins=''
  [ ! -f "$root/etc/hosts" ] || pins=$root/etc/hosts
  [ "$hashes" = 1 ] || ! seeks s || cover hashes "this host has no sha256sum: neither programs nor files were hashed"
  found=$(named_files)
  case $newline$found in *"${newline}E|named|."*) ;; *) skip indicators "files could not be looked through to their end" ;; esac
  set --
  IFS=$newline
  for line in $found; do
    case $line in /*) [ ! -f "$line" ] || set -- "$@" "$line" ;; esac
  done
  unset IFS
  indicator_facts=$({
    seek_input
    printf '%s\n' "$found" '= here' "$@" '= sums'
    [ "$hashes" = 0 ] || sums_of "$@"
    printf '%s\n' '= net' "$net" '= processes' "$process_facts" '= over'
  } | awk -v root="$root" -v hashing="$hashes" -v pins="$pins" "$awk_lib$awk_hunt$awk_found")
  case $newline$indicator_facts in *"${newline}E|sought|."*) ;; *) skip indicators "what was found could not be put together" ;; esac
  each_record told_gap '?' "$indicator_facts"
  each_record cover c "$indicator_facts"
}

# Print records seen of files that have a wanted name, then paths to be hashed, those first.
# shellcheck disable=SC2016,SC2086 # awk; lists of folders, and a bound that may be nothing
named_files() {
  {
    seek_input
    printf '= names\n'
    seek_folders
    ! seeks f || [ -z "$folders" ] || seek_find $folders -xdev -maxdepth 5 -type d -path '*/.git/objects' -prune -o -type f -print
    printf '= scratch %s\n' "$nonce"
    existing /tmp /var/tmp /dev/shm
    [ -z "$folders" ] || seek_find $folders -xdev -maxdepth 6 -type f -exec ls -lnd $quiet {} +
  } | $bounded awk -v root="$root" -v hashing="$hashing" -v turn="$turn" -v nonce="$nonce" "$awk_lib$awk_hunt"'
function bare(path) { return substr(path, length(root) + 1) }
function named(path,   key) {
  key = "f" base(path)
  if (!(key in sought)) return 0
  if (met[path]++) return 1
  if (++names <= 100) {
    print "seen|name|" esc(bare(path)) "|" substr(key, 2) "|" sought[key] "||."
    if (path !~ /[^ -~]|\\/) hit[names] = path
    else odd++
  } else if (names == 101) print "?|indicators|more than 100 files have a name that is looked for; the rest are not listed|."
  return 1
}
$0 == "= ended" { print "?|indicators|the search for files took more than 6 seconds and was ended; the rest was not looked at|."; next }
part == "names" && $0 == "= scratch " nonce { part = "scratch"; next }
part == "names" {
  if (++others > 200000) { if (others == 200001) print "c|indicators|of files beside scratch only the names of the first 200000 were looked at|." }
  else if (index($0, root "/") == 1) named($0)
  next
}
/^= / { part = $2; next }
part == "wanted" { seek_line($0); next }
part == "scratch" {
  i = index($0, " " root "/")
  if (!i) next
  if (++in_scratch > 50000) { print "?|indicators|there are more than 50000 files in scratch; the rest were not looked at|."; exit }
  path = substr($0, i + 1)
  if (named(path) || !hashing || $5 == 0) next
  if (path ~ /[^ -~]|\\/) odd++
  else if ($5 > 16777216) passed++
  else rest[scratches++] = path
}
END {
  if (hashing && odd + passed) print "c|hashes|" odd + passed " files in scratch were not hashed: larger than 16 MiB, or of an odd name|."
  if (scratches > 256) print "c|hashes|of " scratches " files in scratch 256 are hashed in each sweep, by turn|."
  print "E|named|."
  for (i = 1; i <= names && i <= 100; i++) if (i in hit) print hit[i]
  for (i = 0; i < scratches && i < 256; i++) print rest[(scratches > 256 ? turn * 256 + i : i) % scratches]
}'
}

# Run find, and say so if it had to be ended. Arguments: those of find.
seek_find() {
  ${bounded:+timeout 6} find "$@" 2>/dev/null
  case $? in 124 | 137 | 143) printf '= ended\n' ;; esac
}

# Set folders to where files are sought by name, besides scratch: homes, from another one at
# every sweep, and where programs are put.
seek_folders() {
  existing /root /opt /srv /usr/local /etc/systemd /etc/cron.d /etc/profile.d /usr/lib/node_modules
  set +f
  with_homes seek_homes
  set -f
}

# Add homes, and what node installs deep in them. Arguments: homes below /home.
seek_homes() {
  count=$((turn % ($# + 1)))
  while [ "$count" -gt 0 ]; do
    set -- "$@" "$1"
    shift
    count=$((count - 1))
  done
  for each in "$root/root" "$@"; do
    case $each in *[!!-~]* | *[*?[]*) continue ;; esac
    [ "$each" = "$root/root" ] || [ ! -d "$each" ] || folders="$folders $each"
    for deep in "$each"/.nvm/versions/node/*/lib/node_modules "$each"/.npm/_npx "$each"/.npm-global/lib/node_modules \
      "$each"/.bun/install/global "$each"/.local/share/pnpm/global "$each"/.config/yarn/global "$each"/.volta/tools/image; do
      case $deep in *[!!-~]* | *[*?[]*) ;; *) [ ! -d "$deep" ] || folders="$folders $deep" ;; esac
    done
  done
}

# Put together what was found.
# shellcheck disable=SC2016 # awk, not sh
awk_found='
function bare(path) { return substr(path, length(root) + 1) }
/^= / { part = $2; if (part == "net") files_end(); next }
part == "wanted" { seek_line($0); next }
part == "sums" { sum_of[substr($0, 67)] = substr($0, 1, 64); hashed++; next }
part == "net" && $3 == "i" { far(); next }
part == "processes" { split($0, f, "|"); if (f[1] in talker) known[f[1]] = f[8] "|" f[10] "|" f[3] }
part == "end" && /^[?c]\|/ { print; next }
part == "end" && /^seen\|/ { seen[++many] = $0; next }
part == "here" && /^\// { path[++paths] = $0; here[esc(bare($0))] = 1 }
function files_end(   i, sum, f, place) {
  for (i = 1; i <= paths; i++) {
    place = esc(bare(path[i]))
    sum = sum_of[path[i]]
    if (sum != "") own[place] = sum
    if (("s" sum) in sought) { told[place] = 1; print "seen|sum|" place "|" sum "|" sought["s" sum] "|" sum "|." }
  }
  for (i = 1; i <= many; i++) {
    split(seen[i], f, "|")
    if ((f[3] in told) || (!(f[3] in here) && !index(f[3], "\\"))) continue
    print "seen|name|" f[3] "|" f[4] "|" f[5] "|" f[6] "|" f[7] "|" own[f[3]] "|."
  }
  if (hashing && hashed < paths) print "c|hashes|of " paths " files found by name or in scratch " paths - hashed " were not hashed: empty, unreadable, larger than 64 MiB, or beyond 128 MiB together|."
}
function far(   who) {
  who = $1 == "K" ? $2 : "-"
  if (met[$5, who]++ || ++ends > 100) { if (ends == 101) print "?|indicators|more than 100 connections go to hosts that are looked for; the rest are not listed|."; return }
  talker[who] = 1
  end_of[ends] = $4; hex_of[ends] = $5; who_of[ends] = who
}
function pinned_names(   line, n, w, key, k, i) {
  while ((getline line < pins) > 0 && ++n <= 5000) {
    if (!index(line, ".")) continue
    sub(/#.*/, "", line)
    k = split(seek_text(line, 0), key, "\n") - 1
    split(line, w, " ")
    for (i = 1; i <= k; i++) if (++pinned <= 100) print "pinned|" n "|" substr(key[i], 2) "|" sought[key[i]] "|" esc(w[1]) "|."
  }
}
END {
  if (("h" in seeks) && pins != "") pinned_names()
  for (i = 1; i <= ends && i <= 100; i++) {
    where = end_of[i]
    sub(/:[0-9]+$/, "", where)
    print "talks|" where "|" end_of[i] "|" sought["a" hex_of[i]] "|" who_of[i] "|" (who_of[i] in known ? known[who_of[i]] : "||") "|."
  }
  print "E|sought|."
}
'
