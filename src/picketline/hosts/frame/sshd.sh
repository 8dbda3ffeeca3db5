# Print what the reading of sshd's settings starts from.
sshd_input() {
  set --
  for each in "$root"/etc/ssh/sshd_config "$root"/etc/ssh/sshd_config.d/*.conf "$root"/usr/etc/ssh/sshd_config "$root"/usr/etc/ssh/sshd_config.d/*.conf; do
    [ ! -f "$each" ] || set -- "$@" "$each"
  done
  [ $# -eq 0 ] || printf 'sshd %s\n' "$@"
}

# Print the files that sshd's settings name with Include. Arguments: the pattern.
# shellcheck disable=SC2086 # a pattern
sshd_include() {
  case $1 in *[!A-Za-z0-9/._*?+@:-]*) return 0 ;; esac
  set +f
  for each in $root$1; do [ ! -f "$each" ] || printf 'sshd %s\n' "$each"; done
  set -f
}

# Where no file is included from elsewhere, there is nothing to read.
no_sshd='function sshd_file(path) { return path }'

# sshd_file(file): its settings that a rule asks for.
# shellcheck disable=SC2016 # awk, not sh
awk_sshd='
function sshd_file(file,   line, n, name, where, match_block) {
  if (file in sshd_read || sshd_files++ > 200) return
  sshd_read[file] = 1
  where = esc(substr(file, length(root) + 1))
  while ((getline line < file) > 0 && n++ < 5000) {
    sub(/^[ \t]+/, "", line)
    name = tolower(line)
    sub(/[ \t="].*/, "", name)
    if (!index(" match include authorizedkeysfile authorizedkeyscommand authorizedprincipalscommand forcecommand subsystem trustedusercakeys permitrootlogin permitemptypasswords permituserenvironment strictmodes loglevel setenv acceptenv ", " " name " ") || name == "") continue
    sub(/^[A-Za-z]+[ \t]*=?[ \t]*/, "", line)
    gsub(/"|[ \t]+$/, "", line)
    if (name == "match") match_block = tolower(line) == "all" ? 0 : 1
    else if (name == "include") sshd_includes(line)
    else if (sshd_asked(name, line)) {
      print "S|" name "|" where "|" n "|" esc(substr(line, 1, 512)) "|" match_block + 0 "|."
      if (name ~ /command$|^subsystem$/) { if (name == "subsystem") sub(/^[^ \t]+[ \t]+/, "", line); sub(/[ \t].*/, "", line); print "own|" esc(line) "|." }
    }
    if (name == "authorizedkeysfile") patterns = patterns " " line
  }
  close(file)
}
# Whether a rule judges a setting that has this value.
function sshd_asked(name, value,   pattern) {
  if (substr(name, 1, 14) == "authorizedkeys") return 1
  if (name == "subsystem") { pattern = "^sftp[ \t]+(internal-sftp|/usr/lib(exec)?/(openssh/|ssh/)?sftp-server)([ \t]|$)"; return value !~ pattern }
  if (name == "forcecommand" || name == "authorizedprincipalscommand") { pattern = "^(none|internal-sftp([ \t].*)?)$"; return value !~ pattern }
  value = " " tolower(value)
  if (name == "trustedusercakeys") return value != " none"
  if (name == "strictmodes") return value == " no"
  if (name == "loglevel") return value == " quiet"
  if (name == "setenv") return index(value, " ld_")
  if (name == "acceptenv") return index(value, " ld_") || index(value, " *")
  if (name == "permituserenvironment") return value == " yes" || index(value, "ld_") || index(value, "*")
  return value == " yes"
}
function sshd_includes(line,   word, n, i) {
  n = split(line, word, " ")
  for (i = 1; i <= n && i <= 20; i++) {
    if (substr(word[i], 1, 1) != "/") word[i] = "/etc/ssh/" word[i]
    if (word[i] != "/etc/ssh/sshd_config.d/*.conf" && word[i] != "/usr/etc/ssh/sshd_config.d/*.conf") print "include|" esc(word[i]) "|."
  }
}
'
