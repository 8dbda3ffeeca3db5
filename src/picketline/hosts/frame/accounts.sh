# Print what the reading of accounts starts from.
accounts_input() {
  for each in passwd shadow shells; do
    [ ! -f "$root/etc/$each" ] || if [ -r "$root/etc/$each" ]; then
      set -- "$@" "$each $root/etc/$each"
    else
      set -- "$@" "closed /etc/$each"
    fi
  done
  [ $# -eq 0 ] || printf '%s\n' "$@"
}

# accounts_end(): every account; places_end(): where keys may be; needs what sshd is told.
# shellcheck disable=SC2016 # awk, not sh
awk_accounts='
function accounts(file,   line, n, f, k) {
  while ((getline line < file) > 0 && n++ < 20000) {
    if (line ~ /^[#+-]/ || (k = split(line, f, ":")) < 4) continue
    print "A|" esc(f[1]) "|" esc(f[3]) "|" esc(f[4]) "|" esc(f[6]) "|" esc(f[7]) "|."
    if (index(f[3], "0") && f[1] != "root" && f[3] !~ /[^0+ -]/) few("root", esc(f[1]) "|" esc(f[3]) "|" esc(f[6]) "|" esc(f[7]))
    key_places(f[1], f[3], f[6], f[7])
    if (k >= 7) login(f[1], f[2], f[3], f[7] == "" ? "/bin/sh" : f[7])
  }
}
# What a password field says. Nothing else of it leaves the host.
function kind_of(secret) {
  if (secret == "") return "empty"
  return index("$_", substr(secret, 1, 1)) || (length(secret) == 13 && secret !~ /[^A-Za-z0-9.\/]/) ? "set" : "locked"
}
function shadow_file(file,   line, n, f) {
  while ((getline line < file) > 0 && n++ < 20000) if (split(line, f, ":") > 1) state_of[f[1]] = kind_of(f[2])
}
function shells_file(file,   line, n) {
  while ((getline line < file) > 0 && n++ < 500) if (substr(line, 1, 1) == "/") shells[line] = 1
}
function few(kind, record) {
  if (++count_of[kind] <= 100) print kind "|" record "|."
  else if (count_of[kind] == 101) print "?|accounts|only the first 100 odd ones are told: " kind "|."
}
# Which kind of shell it is (closed, shell or other), and what is odd of it.
function shell_kind(shell) { return index(":nologin:false:true:sync:halt:shutdown:", ":" base(shell) ":") ? "closed" : index(":sh:bash:dash:zsh:ksh:mksh:ash:fish:csh:tcsh:", ":" base(shell) ":") ? "shell" : "other" }
function shell_place(shell,   part) {
  split(shell, part, "/")
  if (kind_of_shell[shell] != "other" && index(":/bin:/usr/bin:/sbin:/usr/sbin:", ":" substr(shell, 1, length(shell) - length(base(shell)) - 1) ":")) return ""
  if (shell ~ /[^!-~]/) return "odd"
  if (scratch(shell)) return "scratch"
  if (shell in shells || index(":nix:gnu:run:", ":" part[2] ":")) return ""
  if (part[2] == "home" || part[2] == "root") return "home"
  print "own|" esc(shell) "|."
  return index(shell, "nologin") || index(shell, "false") ? "alike" : "other"
}
function login(name, field, id, shell,   state, who) {
  if (!(shell in kind_of_shell)) { kind_of_shell[shell] = shell_kind(shell); place_of_shell[shell] = shell_place(shell) }
  state = field != "x" ? kind_of(field) : (name in state_of) ? state_of[name] : "unknown"
  if (state == "locked" && place_of_shell[shell] == "" && kind_of_shell[shell] == "closed") return
  who = esc(name) "|" esc(shell) "|"
  if (state == "empty" && kind_of_shell[shell] != "closed") few("empty", who (field == "" ? "passwd" : "shadow"))
  else if (field != "x" && state == "set") few("empty", who "hash")
  if (kind_of_shell[shell] == "shell" && (name == "nobody" || (id > 0 && id < 1000 && id !~ /[^0-9]/))) few("system", who esc(id) "|" state)
  if (place_of_shell[shell] != "") few("shell", who place_of_shell[shell])
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
  if (path in told) return
  told[path] = 1
  place[++places] = path "|" esc(name) "|" esc(id) "|" esc(shell) "|."
}
# The candidates come last, after everything else: most of them are no file.
function places_end(   i) { for (i = 1; i <= places; i++) print place[i] }
function accounts_end() {
  many = split(patterns, pattern, " ")
  if (passwd != "") accounts(passwd)
  else print "?|accounts|/etc/passwd is no file|."
}
'
