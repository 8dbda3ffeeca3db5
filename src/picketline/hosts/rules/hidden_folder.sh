# HOST-EXE-004 hidden-folder info..high preview since 0.1
# Title: Program runs from a hidden folder
# Why: A name that begins with a dot, or is dots or blanks alone, keeps a file out of sight. In homes
#   tools live so; among the system's folders and in scratch nothing has to.
# Limits: Folders in homes and those of well-known tools are not told. What another rule tells of
#   the same file is not told again: deleted, busy in scratch, under a kernel thread's name.
# Benign: package-owned, temporary (a folder that Rust's tempfile made), container (the program has a
#   root of its own)
# Next: See what else lies in the folder, and who put it there.
# Attack: T1564.001
process_hidden_folder() {
  case $flags in
    *k*) return 0 ;;
    *h*) ;;
    *) return 0 ;;
  esac
  case $deleted$memfd:$scratch$hot_now$hot_life in
    1?:* | ?1:*) return 0 ;;
    *:111 | *:011) return 0 ;;
  esac
  set -- "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
  case $exe in
    */.../* | */..*\ /* | */\ */*) finding HOST-EXE-004 high 0 process "$exe" hidden - "$@" && return ;;
    /tmp/.mount_*) return 0 ;;
    /tmp/.tmp??????/* | /var/tmp/.tmp??????/*) finding HOST-EXE-004 info 0 process "$exe" hidden temporary "$@" && return ;;
  esac
  if [ "$packaged" = 1 ]; then
    finding HOST-EXE-004 info 0 process "$exe" hidden package-owned "$@"
  elif own_root; then
    finding HOST-EXE-004 info 0 process "$exe" hidden container "$@"
  else
    place=$(whose_home)
    [ "$place" = person ] || finding HOST-EXE-004 "${place:-high}" 0 process "$exe" hidden - "$@"
  fi
}

# Print person where the executable is in the home of a person's account, medium where it is in a
# service's own. Those that serve pages or data have no tools of theirs there.
whose_home() {
  case $exe in
    /tmp/* | /var/tmp/* | /dev/* | /run/* | /var/www/* | /srv/www/* | /var/lib/postgres* | /var/lib/mysql/* | /var/lib/redis/*) return ;;
  esac
  [ -f "$root/etc/passwd" ] || return 0
  printf '%s\n' "$exe" | awk -F : '
NR == 1 { exe = $0; next }
NR > 20000 { exit }
$6 !~ /^(\/(usr.*|s?bin|dev|etc|var)?)?$/ && index(exe, $6 "/") == 1 { print ($3 < 1000 || $3 == 65534 ? "medium" : "person"); exit }' - "$root/etc/passwd" 2>/dev/null
}
