# Print how the files of keys look, with others that are watched; then, after '= changed', each
# file of keys once, and once more if its inode changed within a week, with what tells how old
# the host itself is.
# shellcheck disable=SC2086 # lists of paths, split at newlines
key_listing() {
  set +f
  watched_files
  set -- "$root/etc/machine-id" "$root"/etc/ssh/ssh_host_*_key "$root/lost+found"
  set -f
  [ -n "$key_files" ] || return 0
  printf '= changed\n'
  IFS=$newline
  find -H $key_files "$@" -prune -print -ctime -7 -print 2>/dev/null
  unset IFS
}

# key_file(path): a listed file of keys. changed_file(path): what find says of one. keys(path):
# what it holds.
# shellcheck disable=SC2016 # awk, not sh
awk_keys='
function key_file(path) {
  print "Y|" esc(bare(path)) "|" owner[path] "|" $1 "|" $3 "|" $5 "|."
  if ($5 > 1048576) print "?|keys|" esc(bare(path)) " is larger than 1 MiB|."
  else file[++files] = path
}
function changed_file(path) {
  if (!printed[path]++) return
  changed[path] = 1
  if (path in owner) return
  young++
  if (path ~ /\/etc\/machine-id$/) machine = 1
}
function keys(path,   line, n, options, key, comment, where, many) {
  n = 0
  where = esc(bare(path))
  while ((getline line < path) > 0) {
    if (++n > 1000) { print "?|keys|only the first 1000 lines of " where "|."; break }
    if (line ~ /^[ \t]*(#|$)/) continue
    if (length(line) > 16384) line = substr(line, 1, 16384)
    if (!match(line, /(ssh-(rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp[0-9]+|sk-(ssh|ecdsa)[a-z0-9-]*)(-cert-v01)?(@openssh.com)?[ \t]+[A-Za-z0-9+\/=]+/)) {
      print "K|" where "|" n "|" esc(substr(line, 1, 256)) "|unreadable||" shady(line) "|" changed[path] + 0 "||."
      continue
    }
    options = substr(line, 1, RSTART - 1)
    comment = substr(line, RSTART + RLENGTH + 1)
    key = substr(line, RSTART, RLENGTH)
    sub(/^[^ \t]+[ \t]+/, "", key)
    sub(/[ \t]+$/, "", options)
    print "K|" where "|" n "|" esc(substr(options, 1, 512)) "|" substr(key, length(key) - 27) "|" esc(substr(comment, 1, 128)) "|" shady(options) "|" changed[path] + 0 "|" esc(substr(key, 1, 800)) "|."
    many++
  }
  close(path)
  if (many > 20) print "N|" where "|" many "|" changed[path] + 0 "|."
}
'
