# Print files with capabilities below one part of the disk, by turn.
# shellcheck disable=SC2086 # lists of folders
capable_files() {
  command -v getcap >/dev/null 2>&1 || return 0
  printf '= caps\n'
  case $root:$((turn % 16)) in
    ?*:*) existing /usr/bin /opt /home ;;
    :1) existing /usr/bin ;;
    :9) existing /usr/sbin /usr/local/bin /usr/local/sbin ;;
    :5) existing /opt ;;
    :13) existing /home /root ;;
    *) return 0 ;;
  esac
  case $root$folders in
    ' /usr/'*) getcap -r $folders 2>/dev/null ;;
    ?*)
      sought capabilities $folders -xdev -maxdepth 3 -type f \( -perm -100 -o -perm -010 -o -perm -001 \) ! -path '*[! -~]*' -exec getcap {} +
      ;;
  esac
}

# Print the attributes of files that nobody should be kept from changing, and of what root owns
# at the top of scratch, by turn.
# shellcheck disable=SC2086 # lists of paths, split at newlines
fixed_files() {
  [ -n "$root" ] || [ $((turn % 8)) -eq 3 ] || return 0
  command -v lsattr >/dev/null 2>&1 || return 0
  printf '= bits\n'
  set +f
  set -- "$root"/etc/passwd "$root"/etc/shadow "$root"/etc/group "$root"/etc/sudoers "$root"/etc/ld.so.preload "$root"/etc/crontab \
    "$root"/etc/cron.d/* "$root"/var/spool/cron/* "$root"/var/spool/cron/crontabs/* "$root"/root/.ssh
  set -f
  fixed=$key_files
  for each; do
    case ${each#"$root"} in *[!A-Za-z0-9._/+@:,-]*) ;; *) [ ! -e "$each" ] || fixed=$fixed$newline$each ;; esac
  done
  owner='-user 0'
  [ -z "$root" ] || owner=''
  existing /tmp /var/tmp /dev/shm
  set -- $folders
  IFS=$newline
  set -- "$@" $fixed
  unset IFS
  [ $# -eq 0 ] || sought attributes "$@" -maxdepth 1 $owner \( -type f -o -type d \) ! -path '*[! -~]*' -exec lsattr -d {} +
}

# capable(line): what getcap says. fixed_bits(line): what lsattr says.
# shellcheck disable=SC2016 # awk, not sh
awk_attributes='
function capable(line,   path) {
  if (!match(line, / (= )?(cap_[a-z_0-9,]+)?[=+][eip]+( .*)?$/)) return
  path = substr(line, 1, RSTART - 1)
  line = substr(line, RSTART + 1)
  sub(/^= /, "", line)
  if (substr(path, 1, length(root) + 1) == root "/" && ++capables <= 200) print "capable|" esc(bare(path)) "|" esc(line) "|."
}
function fixed_bits(line,   path, bits) {
  path = index(line, " " root "/")
  if (!path) return
  bits = substr(line, 1, path - 1)
  path = substr(line, path + 1)
  if (bits ~ /^[-A-Za-z]+$/ && bits ~ /[ia]/ && !fixed[path]++ && ++fixes <= 200) print "fixed|" esc(bare(path)) "|" (bits ~ /i/ ? "immutable" : "append-only") "|."
}
'

# Ask for the owner of a file with capabilities.
ask_capable() { want_owner "$1"; }
