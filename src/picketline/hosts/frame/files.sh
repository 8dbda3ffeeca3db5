# Look at the files that the host rules judge. Sets `file_facts` to records:
#   A|name|uid|gid|home|shell|.          accounts
#   S|option|file|line|value|.           settings of sshd
#   M|pid|where|source|.                 mounts over a process's folder
#   V|setting|value|.                    programs that the kernel starts
#   O|module|.                           modules that /proc/modules does not list
#   L|library|.                          libraries in ld.so.preload
#   Y|file|account|uid|shell|mode|owner|size|.    files of keys
#   K|file|line|options|key|comment|reason|changed|.    keys
#   N|file|how many|changed|.            a file of more than 20 keys
#   U|uid|path|.                         setuid files
#   D|kind|path|.                        executables below /dev
#   W|cron or unit|file|line|reason|command|.     shady commands
#   T|young|.                            the host was set up within a week
#   E|first or more|.                    the reading came to its end
#   ?|what|why|.                         what could not be looked at
files() {
  file_facts=$(first_facts)
  case $newline$file_facts in *"${newline}E|first|."*) ;; *) skip files "accounts and settings could not be read to their end" ;; esac
  key_files=
  each_record key_file Z "$file_facts"
  more=$(more_facts)
  case $newline$more in *"${newline}E|more|."*) ;; *) skip files "keys, jobs and units could not be read to their end" ;; esac
  file_facts=$file_facts$newline$more
}

# Keep a candidate that is a regular file. Arguments: path, account, uid, shell.
key_file() {
  [ ! -f "$root$1" ] || key_files=$key_files$newline$root$1
}

# Print the facts that a few fixed files tell, and Z records of where keys may be.
first_facts() {
  set +f
  {
    for each in "$root"/etc/ssh/sshd_config "$root"/etc/ssh/sshd_config.d/*.conf; do
      [ ! -f "$each" ] || printf 'c %s\n' "$each"
    done
    [ ! -f "$root/etc/passwd" ] || printf 'p %s\n' "$root/etc/passwd"
    [ ! -f "$root/etc/ld.so.preload" ] || printf 'l %s\n' "$root/etc/ld.so.preload"
    [ ! -r "$root/proc/modules" ] || printf 'm %s\n' "$root"/sys/module/*/initstate
  } | awk -v root="$root" "$awk_lib"'
function settings(file,   line, n, name) {
  n = 0
  while ((getline line < file) > 0 && n++ < 5000) {
    sub(/^[ \t]+/, "", line)
    name = tolower(line)
    sub(/[ \t="].*/, "", name)
    if (name != "authorizedkeysfile" && name != "authorizedkeyscommand") continue
    sub(/^[A-Za-z]+[ \t]*=?[ \t]*/, "", line)
    gsub(/"/, "", line)
    print "S|" name "|" esc(substr(file, length(root) + 1)) "|" n "|" esc(substr(line, 1, 512)) "|."
    if (name == "authorizedkeysfile") patterns = patterns " " line
  }
  close(file)
}
function accounts(file,   line, n, f) {
  while ((getline line < file) > 0 && n++ < 20000) {
    if (line ~ /^[#+-]/ || split(line, f, ":") < 4) continue
    print "A|" esc(f[1]) "|" esc(f[3]) "|" esc(f[4]) "|" esc(f[6]) "|" esc(f[7]) "|."
    keys(f[1], f[3], f[6], f[7])
  }
}
function keys(name, id, home, shell,   i, path) {
  if (home !~ /^\/./ || home ~ /^\/(proc|sys|dev|nonexistent)(\/|$)/) return
  candidate(home "/.ssh/authorized_keys", name, id, shell)
  candidate(home "/.ssh/authorized_keys2", name, id, shell)
  for (i = 1; i <= many; i++) {
    path = pattern[i]
    if (path == "none") continue
    gsub(/%%/, "\001", path); gsub(/%h/, home, path); gsub(/%u/, name, path); gsub(/%U/, id, path); gsub(/\001/, "%", path)
    candidate(path ~ /^\// ? path : home "/" path, name, id, shell)
  }
}
function candidate(path, name, id, shell) {
  if (path ~ /[^!-~]|[%\\|]/) { print "?|keys|a path of keys has odd characters|."; return }
  if (!(path in told)) print "Z|" path "|" esc(name) "|" esc(id) "|" esc(shell) "|."
  told[path] = 1
}
function mounts(file,   line, f, n, i, source, part) {
  while ((getline line < file) > 0) {
    if (index(line, " /proc") == 0) continue
    n = split(line, f, " ")
    if (f[5] == "/proc") { for (i = 7; i <= n; i++) if (f[i] == "-") covered = f[i + 1] }
    if (f[5] !~ /^\/proc\/[0-9]+(\/|$)/) continue
    split(f[5], part, "/")
    source = ""
    for (i = 7; i <= n; i++) if (f[i] == "-") { source = f[i + 1] " " f[i + 2] " " f[4]; break }
    if (!(("mount", part[3]) in told)) print "M|" part[3] "|" esc(f[5]) "|" esc(source) "|."
    told["mount", part[3]] = 1
  }
}
function value(name, file,   line) {
  if ((getline line < (root file)) >= 0) print "V|" name "|" esc(substr(line, 1, 256)) "|."
  else print "V|" name "|?|."
}
function libraries(file,   line, w, k, i, n) {
  while ((getline line < file) > 0 && n++ < 100) {
    sub(/#.*/, "", line)
    k = split(line, w, /[ \t:]+/)
    for (i = 1; i <= k; i++) if (w[i] != "") print "L|" esc(w[i]) "|."
  }
}
$1 == "p" { passwd = substr($0, 3) }
$1 == "l" { libraries(substr($0, 3)) }
$1 == "c" { settings(substr($0, 3)) }
$1 == "m" { if ((getline line < substr($0, 3)) > 0 && line == "live") { n = split($0, part, "/"); live[part[n - 1]] = 1 } close(substr($0, 3)) }
END {
  many = split(patterns, pattern, " ")
  if (passwd != "") accounts(passwd)
  else print "?|accounts|/etc/passwd is no file|."
  mounts(root "/proc/self/mountinfo")
  if (covered != "proc") print "?|processes|a file system of type " esc(covered) " lies over /proc|."
  mounts(root "/proc/1/mountinfo")
  value("core_pattern", "/proc/sys/kernel/core_pattern")
  value("modprobe", "/proc/sys/kernel/modprobe")
  value("uevent_helper", "/sys/kernel/uevent_helper")
  while ((getline line < (root "/proc/modules")) > 0) { split(line, part, " "); delete live[part[1]] }
  for (module in live) print "O|" esc(module) "|."
  print "E|first|."
}'
}

# Print the facts that take a search.
# shellcheck disable=SC2016,SC2086 # awk; a bound that is a command or nothing
more_facts() {
  {
    printf '%s\n' "$file_facts"
    printf '= keys\n'
    key_listing
    printf '= found\n'
    search
    printf '= texts\n'
    suspect_texts
  } | $bounded awk -v root="$root" "$awk_lib$awk_shady$awk_keys$awk_search$awk_texts"'
function bare(path) { return substr(path, length(root) + 1) }
function listed(   i) { i = index($0, " " root "/"); return i ? substr($0, i + 1) : "" }
part != "texts" && /^= / { part = $2; next }
part == "" { if (/^Z/) { split($0, f, "|"); owner[root f[2]] = f[3] "|" f[4] "|" f[5] } next }
part == "keys" && (path = listed()) { key_file(path) }
part == "changed" { changed[$0] = 1; if ($0 in owner) next; young++; if (/\/etc\/machine-id$/) machine = 1 }
part == "found" && (path = listed()) && !(path in seen) { seen[path] = 1; found(path) }
part == "texts" { text_file($0) }
END {
  text_gaps()
  if (young >= 2 && machine) print "T|young|."
  for (i = 1; i <= files; i++) keys(file[i])
  print "E|more|."
}'
}

# Set folders to those of the arguments that exist.
existing() {
  folders=
  for each; do [ ! -d "$root$each" ] || folders="$folders $root$each"; done
}
