# What the probe's own tools must say: the same as the shell, the kernel and arithmetic.

# sane(which): a known computation, the name that this awk runs under and the time.
# shellcheck disable=SC2016 # awk, not sh
awk_sane='
function sane(which,   line, text, uptime) {
  text = "aXbXc"
  gsub(/X/, "", text)
  if ((getline uptime < "/proc/uptime") <= 0) uptime = "0"
  if ((getline line < "/proc/self/stat") > 0 && match(line, /\(.*\)/)) line = substr(line, RSTART + 1, RLENGTH - 2)
  srand()
  print "sane|" which "|" sprintf("%d %s %.3f %c.%c %d", 6 * 7, substr("abcde", 2, 3), 5 / 2, 65, 67, length(text)) "|" esc(line) "|" srand() "|" int(uptime) "|."
}
'

# preload_size(path, size): ld.so.preload, as ls and as this awk see it. odd_libraries(): what
# is loaded into this awk. lost_files(): what ls or find left out of what they were asked for.
# shellcheck disable=SC2016 # awk, not sh
awk_trust='
function preload_size(path, size,   line, n) {
  if (size > 65536) return
  while ((getline line < path) > 0) n += length(line) + 1
  close(path)
  if (n != size && n != size + 1) print "lost|read|" esc(bare(path)) "|."
}
function odd_libraries(   line, path, n) {
  while ((getline line < (root "/proc/self/maps")) > 0 && n++ < 500) {
    if (line !~ / r-xp / || !match(line, / +\//)) continue
    path = substr(line, RSTART + RLENGTH - 1)
    if (path in loaded || path ~ /\/[^\/ ]*(awk|busybox|toybox)[^\/ ]*$/) continue
    loaded[path] = 1
    if (path !~ /^(\/usr)?\/lib[^ ]*\/(ld|libc|libm|libdl|libpthread|librt|libresolv|libcrypt|libreadline|libtinfo|libncursesw?|libmpfr|libgmp|libsigsegv|libselinux|libpcre2?|libacl|libattr)[-.][^\/ ]*$/)
      print "mapped|" esc(path) "|."
  }
}
function lost_files(   i) {
  for (i = 1; i <= asked; i++) if (!(ask[i] in met)) print "lost|ls|" esc(bare(ask[i])) "|."
  for (i = 1; i <= files; i++) if (!(file[i] in printed)) print "lost|find|" esc(bare(file[i])) "|."
}
'

# Look again at what ls or find left out, and at what awk said of itself. Adds to more records
#   odd|tool|what it did|where|.
doubts() {
  awk_first=''
  each_record lost_again lost "$more"
  each_record check_awk sane "$file_facts$newline$more"
}

# Judge what a tool left out: it is there, and is left out again. Arguments: tool, path.
# shellcheck disable=SC2086 # one option or none
lost_again() {
  [ -e "$root$2" ] && command -v "$1" >/dev/null 2>&1 || return 0
  case $1 in
    ls) [ -z "$(ls -lnLd $quiet "$root$2" 2>/dev/null)" ] || return 0 ;;
    find) [ -z "$(find "$root$2" -prune -print 2>/dev/null)" ] || return 0 ;;
  esac
  odd "$1" hides "$2"
}

# Remember once what a tool did. Arguments: tool, what it did, where.
odd() {
  case $newline$more in *"${newline}odd|$1|$2|"*) return 0 ;; esac
  more="$more${newline}odd|$1|$2|$3|."
}

# Judge what awk said of itself. Arguments: when, its answer, its name, the time, the uptime.
check_awk() {
  [ "$2" = '42 bcd 2.500 A.C 3' ] || odd awk computes "$2"
  [ -z "$root" ] || return 0
  case $3 in
    awk | busybox | toybox | sh | ash | timeout) ;;
    *) odd awk name "$3" ;;
  esac
  case $4$5 in *[!0-9]* | '') return 0 ;; esac
  if [ "$1" = first ]; then awk_first=$(($4 - $5)); else
    set -- $(($4 - $5 - ${awk_first:-$(($4 - $5))}))
    [ "${1#-}" -lt 60 ] || skip clock "the clock jumped by $1 seconds during the sweep"
  fi
}

# Find processes that ls leaves out twice though the kernel has them; only where it left out
# any at all. Sets left_out_pids to their pids.
# shellcheck disable=SC2086 # counts and pids, split on purpose
hidden_from_ls() {
  left_out_pids=''
  set -- ${counts:-0 0 0 0 0 0 0 0 0}
  [ "$9" -gt 0 ] && [ -z "$root" ] || return 0
  left=$(left_out)
  [ -n "$left" ] || return 0
  pause
  again=" $(left_out) "
  for each in $left; do case $again in *" $each "*) [ ! -d "$each" ] || left_out_pids="$left_out_pids $each" ;; esac done
}

# Print the processes, on one line, that have a program and are not in what ls lists.
# shellcheck disable=SC2086 # one option or none
left_out() {
  set +f
  set -- [0-9]*
  set -f
  { printf '%s\n' "$@" '= ls' && printf '%s/exe\n' "$@" | xargs ls -ln $quiet 2>/dev/null; } | awk '
/^= ls$/ { listing = 1; next }
!listing { pid[++many] = $1; next }
match($0, / [0-9]+\/exe/) { listed[substr($0, RSTART + 1, RLENGTH - 5)] = 1 }
END {
  for (i = 1; i <= many; i++) {
    if (pid[i] in listed || (getline line < (pid[i] "/stat")) <= 0) continue
    close(pid[i] "/stat")
    sub(/^.*\) /, "", line)
    split(line, f, " ")
    if (f[1] != "Z" && f[1] != "X" && int(f[7] / 2097152) % 2 == 0 && int(f[7] / 4) % 2 == 0 && n++ < 64) printf "%s ", pid[i]
  }
}'
}

# Ask for the owner of a library that is loaded into awk.
ask_mapped() { want_owner "$1"; }
