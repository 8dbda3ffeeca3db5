# Print what the reading of the loader's settings starts from.
loader_input() {
  [ ! -f "$root/etc/ld.so.preload" ] || printf 'preload %s\n' "$root/etc/ld.so.preload"
  set --
  for each in "$root"/etc/ld.so.conf "$root"/etc/ld.so.conf.d/*.conf "$root"/etc/ld-musl-*.path; do
    [ ! -f "$each" ] || set -- "$@" "$each"
  done
  [ $# -eq 0 ] || printf 'loader %s\n' "$@"
}

# Keep a folder of the loader, to be listed. Arguments: the folder.
loader_folder() {
  case $1 in
    *[!A-Za-z0-9/._+@:-]*) ;;
    *) [ ! -d "$root$1" ] || loader_folders=$loader_folders$newline$root$1/. ;;
  esac
}

# preload_file(file): the libraries that it loads into every program. loader_file(file): the
# folders that it makes the loader look in.
# shellcheck disable=SC2016 # awk, not sh
awk_loader='
function preload_file(file,   line, w, k, i, n) {
  while ((getline line < file) > 0 && n++ < 100) {
    sub(/#.*/, "", line)
    k = split(line, w, /[ \t:]+/)
    for (i = 1; i <= k; i++) if (w[i] != "") print "L|" esc(w[i]) "|."
  }
}
function loader_file(file,   line, w, k, i, n) {
  while ((getline line < file) > 0 && n++ < 500) {
    sub(/#.*/, "", line)
    gsub(/^[ \t]+|[ \t]+$/, "", line)
    if (substr(line, 1, 8) == "include ") { if (index(line, "/") == 0 || index(line, " /etc/ld.so.conf.d/")) continue; sub(/^include +/, "", line) }
    k = split(line, w, ":")
    for (i = 1; i <= k; i++) if (substr(w[i], 1, 1) == "/") loader_place(w[i], file, n)
  }
  close(file)
}
function loader_place(path, file, n,   why, part) {
  sub(/=[A-Za-z0-9]*$/, "", path)
  if (++loader_places > 100) { if (loader_places == 101) print "?|loader|only the first 100 folders of libraries are judged|."; return }
  file = esc(substr(file, length(root) + 1))
  split(path, part, "/")
  if (scratch(path "/")) why = "scratch"
  else if (part[2] == "home" || part[2] == "root") why = "home"
  else if (index(path, "/.")) why = "hidden"
  else if (index(":usr:lib:lib32:lib64:libx32:opt:snap:nix:gnu:", ":" part[2] ":") || path ~ /^\/run\/(opengl-driver|current-system)/) why = "usual"
  else { why = "odd"; print "own|" file "|." }
  print "dir|" esc(path) "|" file "|" n "|" why "|."
}
'
