# Print what the reading of accounts starts from.
accounts_input() { [ ! -f "$root/etc/passwd" ] || printf 'passwd %s\n' "$root/etc/passwd"; }

# accounts_end(): every account, and where its keys may be; needs what sshd is told.
# shellcheck disable=SC2016 # awk, not sh
awk_accounts='
function accounts(file,   line, n, f) {
  while ((getline line < file) > 0 && n++ < 20000) {
    if (line ~ /^[#+-]/ || split(line, f, ":") < 4) continue
    print "A|" esc(f[1]) "|" esc(f[3]) "|" esc(f[4]) "|" esc(f[6]) "|" esc(f[7]) "|."
    key_places(f[1], f[3], f[6], f[7])
  }
}
function key_places(name, id, home, shell,   i, path) {
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
function accounts_end() {
  many = split(patterns, pattern, " ")
  if (passwd != "") accounts(passwd)
  else print "?|accounts|/etc/passwd is no file|."
}
'
