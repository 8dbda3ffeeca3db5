# What containing and thawing share. Everything that reaches a command is digits.

# Print field 22 of a process's stat: when it started. Arguments: pid.
start_of() {
  [ -r "/proc/$1/stat" ] || return 1
  awk -v file="/proc/$1/stat" 'BEGIN {
    while ((getline line < file) > 0) all = all line " "
    if (!match(all, /^.*\) /)) exit 1
    split(substr(all, RLENGTH + 1), f, " ")
    print f[20]
  }'
}

# Print the state letter of a process. Arguments: pid.
state_of() {
  awk -v file="/proc/$1/stat" 'BEGIN {
    while ((getline line < file) > 0) all = all line " "
    if (match(all, /^.*\) /)) print substr(all, RLENGTH + 1, 1)
  }'
}

# Print the inode of what a process runs. Arguments: pid.
inode_of() {
  ls -lniL "/proc/$1/exe" 2>/dev/null | awk '{ print $1 }'
}

# Print the parent of a process. Arguments: pid.
parent_of() {
  awk -v file="/proc/$1/status" 'BEGIN { while ((getline line < file) > 0) if (line ~ /^PPid:/) { split(line, f); print f[2]; exit } }'
}

# Set pid, start and inode to those of a process. Arguments: pid:start:inode.
at() {
  pid=${1%%:*}
  start=${1#*:}
  inode=${start#*:}
  start=${start%%:*}
}

# Whether a process is still the one that was looked at. Arguments: pid, start, inode.
same() {
  [ "$(start_of "$1")" = "$2" ] && [ "$(inode_of "$1")" = "$3" ]
}

# Only one containment or thaw at a time. The lock names its holder, so that one left by a
# shell that died is taken over: moved aside first, so that only one taker can.
lock() {
  lock_folder=/run/picket.lock
  [ -d /run ] || lock_folder=/var/run/picket.lock
  tries=0
  until mkdir "$lock_folder" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || return 1
    if stale "$tries" && mv "$lock_folder" "$lock_folder.$$" 2>/dev/null; then rm -rf "$lock_folder.$$"; fi
    sleep 0.1 2>/dev/null || sleep 1
  done
  printf '%s %s\n' $$ "$(start_of $$)" >"$lock_folder/holder"
  draft=''
  trap 'rm -rf "$lock_folder" ${draft:+"$draft"}' EXIT
  trap 'exit 1' HUP INT TERM PIPE
}

# Whether the holder of the lock is gone, or never wrote its name. Arguments: tries so far.
stale() {
  read -r holder born _ 2>/dev/null <"$lock_folder/holder" || { holder='' born=''; }
  case $holder in
    '' | *[!0-9]*) [ "$1" -ge 30 ] ;;
    *) [ "$(start_of "$holder")" != "$born" ] ;;
  esac
}

# In a mount namespace of its own, put a fresh /proc over whatever hides processes in it.
look_beneath() {
  beneath=0
  [ "$private" = 1 ] || return 0
  here=$(namespace self)
  there=$(namespace "$PPID")
  [ -n "$here" ] && [ -n "$there" ] && [ "$here" != "$there" ] || return 0
  mount --make-rprivate / 2>/dev/null
  ! mount -t proc proc /proc 2>/dev/null || beneath=1
}

# Print which mount namespace a process is in. Arguments: pid.
namespace() { ls -l "/proc/$1/ns/mnt" 2>/dev/null | awk '{ print $NF }'; }

# Whether a mount hides a process from us. Arguments: pid.
hidden() { [ "$beneath" = 0 ] && mounted_over "$1"; }

# Whether there is a mount over a process's folder. Arguments: pid.
mounted_over() {
  awk -v pid="$1" 'BEGIN { while ((getline line < "/proc/self/mountinfo") > 0) { split(line, f, " "); if (f[5] ~ ("^/proc/" pid "(/|$)")) exit 0 } exit 1 }'
}

# Take a process off an incident's list of the frozen. Arguments: list, pid, start.
forget() {
  [ -f "$1" ] || return 0
  awk -v pid="$2" -v start="$3" '!($1 == pid && $2 == start)' "$1" >"$1.new" && mv "$1.new" "$1"
}

# Say that nothing was done about a process. Arguments: pid, why.
refuse() {
  said=$((said + 1))
  plain "refused$tab$1$tab$2"
}

# Say something more about the process at hand. Arguments: a word.
remark() {
  said=$((said + 1))
  plain "note$tab$pid$tab$1"
}

# Say of every target that nothing was done. Arguments: why.
refuse_all() {
  for target in $targets; do refuse "${target%%:*}" "$1"; done
}

# Do what the script is for, as root and alone. Arguments: the nonce once more.
main() {
  plain "picket${tab}1$tab$nonce"
  look_beneath
  if [ "$(id -u)" != 0 ]; then
    refuse_all not-root
  elif ! lock; then
    refuse_all locked
  else
    act
  fi
  plain "end$tab$said$tab$1"
}
