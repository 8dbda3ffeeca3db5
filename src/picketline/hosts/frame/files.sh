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
# shellcheck disable=SC2016,SC2086 # awk; lists of folders and paths, split on purpose
more_facts() {
  set +f
  {
    printf '%s\n' "$file_facts"
    printf '%s\n' '= keys'
    if [ -n "$key_files" ]; then
      IFS=$newline
      ls -ln $quiet $key_files 2>/dev/null
      printf '%s\n' '= changed'
      find $key_files "$root/etc/machine-id" "$root"/etc/ssh/ssh_host_*_key "$root/lost+found" -prune -ctime -7 -print 2>/dev/null
      unset IFS
    fi
    printf '%s\n' '= found'
    existing /tmp /var/tmp /dev /dev/shm
    [ -z "$folders" ] || find $folders -xdev -maxdepth 6 -type f \( -perm -4000 -o -path "$root/dev/*" \( -perm -100 -o -perm -010 -o -perm -001 \) \) -exec ls -ln $quiet {} + 2>/dev/null
    existing /home /root /opt /srv /usr/local
    [ -z "$folders" ] || find $folders -xdev -maxdepth 3 -type f -perm -4000 -exec ls -ln $quiet {} + 2>/dev/null
    printf '%s\n' '= texts'
    for each in /etc/crontab /etc/anacrontab; do [ ! -f "$root$each" ] || printf '%s\n' "$root$each"; done
    existing /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly /etc/periodic /var/spool/cron \
      /etc/systemd/system /run/systemd/system /run/systemd/transient /usr/local/lib/systemd/system /usr/lib/systemd/system \
      /etc/systemd/user /root/.config/systemd/user
    [ -L "$root/lib" ] || [ ! -d "$root/lib/systemd/system" ] || folders="$folders $root/lib/systemd/system"
    for each in "$root"/home/*/.config/systemd/user; do case $each in *[\ *]*) ;; *) folders="$folders $each" ;; esac done
    [ -z "$folders" ] || find $folders -maxdepth 2 -type f -size -2048 \( -name '*.service' -o -name '*.conf' -o -name '*.socket' -o -name '*.mount' -o -name '*.swap' -o -path '*/cron*' -o -path '*/periodic/*' \) -print 2>/dev/null
  } | $bounded awk -v root="$root" "$awk_lib"'
function bare(path) { return substr(path, length(root) + 1) }
function listed(   i) { i = index($0, " " root "/"); return i ? substr($0, i + 1) : "" }
function keys(path,   line, n, options, key, comment, where, many) {
  n = 0
  where = esc(bare(path))
  while ((getline line < path) > 0) {
    if (++n > 1000) { print "?|keys|only the first 1000 lines of " where "|."; break }
    if (line ~ /^[ \t]*(#|$)/) continue
    if (length(line) > 16384) line = substr(line, 1, 16384)
    if (!match(line, /(ssh-(rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp[0-9]+|sk-(ssh|ecdsa)[a-z0-9-]*)(-cert-v01)?(@openssh.com)?[ \t]+[A-Za-z0-9+\/=]+/)) {
      print "K|" where "|" n "|" esc(substr(line, 1, 256)) "|unreadable||" shady(line) "|" changed[path] + 0 "|."
      continue
    }
    options = substr(line, 1, RSTART - 1)
    comment = substr(line, RSTART + RLENGTH + 1)
    key = substr(line, RSTART, RLENGTH)
    sub(/^[^ \t]+[ \t]+/, "", key)
    sub(/[ \t]+$/, "", options)
    print "K|" where "|" n "|" esc(substr(options, 1, 512)) "|" substr(key, length(key) - 27) "|" esc(substr(comment, 1, 128)) "|" shady(options) "|" changed[path] + 0 "|."
    many++
  }
  close(path)
  if (many > 20) print "N|" where "|" many "|" changed[path] + 0 "|."
}
function texts(path,   kind, line, n, why, held, command) {
  kind = path ~ /\/(cron|periodic|anacrontab)[^\/]*/ && path !~ /\/systemd\// ? "cron" : "unit"
  n = 0
  held = ""
  while ((getline line < path) > 0 && n++ < 5000) {
    if (line ~ /^[ \t]*[#;]/) continue
    if (substr(line, length(line)) == "\\" && length(held) < 8192) { held = held substr(line, 1, length(line) - 1) " "; continue }
    if (held != "") { line = held line; held = "" }
    if (index(line, "/") == 0 && index(line, "|") == 0) continue
    if (length(line) > 8192) line = substr(line, 1, 8192)
    if (kind == "unit" && line !~ /^[ \t]*Exec[A-Za-z]*[ \t]*=/) continue
    command = bare_command(kind, line)
    if (path ~ /\/etc\/(crontab|cron\.d\/)/) sub(/^[a-z_][a-z0-9_-]*[ \t]+/, "", command)
    if (why = shady(command)) print "W|" kind "|" esc(bare(path)) "|" n "|" why "|" esc(substr(line, 1, 512)) "|."
  }
  close(path)
}
function found(path,   line, kind) {
  if ($1 ~ /^...[sS]/) {
    if (setuid[$3 == 0]++ < 100) print "U|" $3 "|" esc(bare(path)) "|."
    else if (setuid[$3 == 0] == 101) print "?|setuid|more than 100 setuid files; the rest are not listed|."
  }
  if (bare(path) !~ /^\/dev\//) return
  line = ""
  if ($5 > 1048576) kind = "large"
  else if ((getline line < path) < 0) kind = "unreadable"
  else kind = substr(line, 1, 4) == "\177ELF" ? "ELF" : substr(line, 1, 2) == "#!" ? "script" : "data"
  close(path)
  if (devices[kind]++ < 100) print "D|" kind "|" esc(bare(path)) "|."
  else if (devices[kind] == 101) print "?|devices|more than 100 executables below /dev that are " kind "; the rest are not listed|."
}
part != "texts" && /^= / { part = $2; next }
part == "" { if (/^Z/) { split($0, f, "|"); owner[root f[2]] = f[3] "|" f[4] "|" f[5] } next }
part == "keys" && (path = listed()) {
  print "Y|" esc(bare(path)) "|" owner[path] "|" $1 "|" $3 "|" $5 "|."
  if ($5 > 1048576) print "?|keys|" esc(bare(path)) " is larger than 1 MiB|."
  else file[++files] = path
}
part == "changed" { changed[$0] = 1; if ($0 in owner) next; young++; if (/\/etc\/machine-id$/) machine = 1 }
part == "found" && (path = listed()) && !(path in seen) { seen[path] = 1; found(path) }
part == "texts" {
  if (/^\// && !/[^ -~]/) { if (texts_read++ < 4000) texts($0) }
  else odd++
}
END {
  if (odd) print "?|texts|" odd " names of files have odd characters|."
  if (texts_read > 4000) print "?|texts|" texts_read - 4000 " more files of jobs and units than the 4000 read|."
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
