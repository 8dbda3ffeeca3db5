# Print what the reading of sshd's settings starts from.
sshd_input() {
  for each in "$root"/etc/ssh/sshd_config "$root"/etc/ssh/sshd_config.d/*.conf; do
    [ ! -f "$each" ] || printf 'sshd %s\n' "$each"
  done
}

# sshd_file(file): its settings that a rule asks for.
# shellcheck disable=SC2016 # awk, not sh
awk_sshd='
function sshd_file(file,   line, n, name) {
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
'
