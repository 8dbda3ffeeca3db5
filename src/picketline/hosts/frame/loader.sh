# Print what the reading of the loader's settings starts from.
loader_input() { [ ! -f "$root/etc/ld.so.preload" ] || printf 'preload %s\n' "$root/etc/ld.so.preload"; }

# preload_file(file): the libraries that it loads into every program.
# shellcheck disable=SC2016 # awk, not sh
awk_loader='
function preload_file(file,   line, w, k, i, n) {
  while ((getline line < file) > 0 && n++ < 100) {
    sub(/#.*/, "", line)
    k = split(line, w, /[ \t:]+/)
    for (i = 1; i <= k; i++) if (w[i] != "") print "L|" esc(w[i]) "|."
  }
}
'
