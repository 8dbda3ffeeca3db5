dead=''

# A file system whose server is gone holds up whoever touches it. Sets dead to the mounts of
# such kinds that do not answer at once; nothing on or above them is looked at.
find_dead() {
  dead='' fars=0
  each_record far_mount far "$file_facts"
}

# Ask one mount. Arguments: where it is.
far_mount() {
  fars=$((fars + 1))
  case $1 in
    *\\x*)
      set -- "${1%%\\x*}"
      set -- "${1%/*}"
      dead="$dead ${1:-/}"
      skip "$1" "a file system below it has an odd name, and may not answer"
      return
      ;;
  esac
  if [ -n "$bounded" ] && [ "$fars" -le 16 ]; then
    ! timeout 2 ls -nd "$root$1/." >/dev/null 2>&1 || return 0
  fi
  dead="$dead $1"
  case $1/ in
    /home/* | /root/* | /opt/* | /srv/* | /usr/* | /etc/* | /var/* | /tmp/* | /dev/* | /run/* | /boot/*)
      skip "$1" "the file system there does not answer"
      ;;
    *) cover "$1" "the file system there does not answer" ;;
  esac
}

# Whether a path is on a file system that does not answer. Arguments: the path.
unanswered() {
  for mount in $dead; do
    case $1/ in "$mount"/*) return 0 ;; esac
  done
  return 1
}

# Whether a path is on a file system that does not answer, or above one. Arguments: the path.
stalled() {
  for mount in $dead; do
    case $mount/ in "$1"/*) return 0 ;; esac
  done
  unanswered "$1"
}

# Call a function with every home below /home that can be entered; patterns must be on.
# Arguments: the function.
with_homes() {
  with=$1
  shift
  unanswered /home || set -- "$root"/home/*
  [ -z "$dead" ] || {
    count=$#
    while [ "$count" -gt 0 ]; do
      stalled "${1#"$root"}" || set -- "$@" "$1"
      shift
      count=$((count - 1))
    done
  }
  "$with" "$@"
}
