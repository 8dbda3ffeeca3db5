# List setuid files, and what can be executed below /dev. Scratch is searched six levels deep
# at every sweep; homes and the like two levels, and one part of the disk deeper, by turn.
# A fake root is small: it is searched whole.
# shellcheck disable=SC2086 # lists of folders and patterns, split on purpose
search() {
  by_turn
  [ -z "$root" ] || shallow='' more=''
  existing /tmp /var/tmp /dev /dev/shm /home /root /opt /srv /usr/local $more
  set -- -path /.
  for each in $shallow; do set -- "$@" -o -path "$each"; done
  [ -z "$folders" ] || $bounded find $folders -xdev -maxdepth 6 -type d \( "$@" \) -prune -o \
    -type f \( -perm -4000 -o -path "$root/dev/*" \( -perm -100 -o -perm -010 -o -perm -001 \) \) -exec ls -ln $quiet {} + 2>/dev/null
}

# Set shallow to the patterns of folders that are not entered at this turn, and more to what
# is searched at this turn only.
by_turn() {
  more=''
  set -- /home /root /opt /srv /usr/local
  case $((turn % 6)) in
    0) deep=/home ;;
    1) deep=/root ;;
    2) deep=/opt ;;
    3) deep=/usr/local ;;
    4) deep='' more='/usr/bin /usr/sbin /usr/games /usr/lib /usr/libexec' && set -- "$@" '/usr/[!l]*' '/usr/l[!o]*' ;;
    5) deep=/srv more='/etc /var /run /boot' && set -- "$@" /etc '/var/[!t]*' /run /boot ;;
  esac
  shallow=''
  for each; do
    case $each in
      "$deep") shallow="$shallow $each/*/*/*" ;;
      *) shallow="$shallow $each/*/*" ;;
    esac
  done
}

# found(path): a listed file.
# shellcheck disable=SC2016 # awk, not sh
awk_search='
function found(path,   line, kind) {
  if ($1 ~ /^...[sS]/) {
    if (setuid[$3 == 0]++ < 100) print "U|" $3 "|" esc(bare(path)) "|."
    else if (setuid[$3 == 0] == 101) print "?|setuid|more than 100 setuid files; the rest are not listed|."
  }
  if (bare(path) !~ /^\/dev\//) return
  line = ""
  if ($5 > 1048576) kind = "large"
  else if ((getline line < path) < 0) kind = "unreadable"
  else kind = substr(line, 1, 4) == "\177ELF" ? "ELF" : substr(line, 1, 2) == "#!" ? "script" : "data"
  close(path)
  if (devices[kind]++ < 100) print "D|" kind "|" esc(bare(path)) "|."
  else if (devices[kind] == 101) print "?|devices|more than 100 executables below /dev that are " kind "; the rest are not listed|."
}
'
