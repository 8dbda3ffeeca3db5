# Remember that somebody will ask whether a path belongs to a package. Arguments: the path.
want_owner() {
  case $1 in
    *\\x* | [!/]* | */../*) ;;
    /nix/store/*) [ ! -d "$root/nix/var/nix/db" ] || owned=$owned$newline$1 ;;
    /gnu/store/*) [ ! -d "$root/var/guix" ] || owned=$owned$newline$1 ;;
    /snap/*) [ ! -d "$root/var/lib/snapd" ] || owned=$owned$newline$1 ;;
    /usr/*) asked=$asked$newline$1$newline${1#/usr} ;;
    /*) asked=$asked$newline$1 ;;
  esac
}

# Look up every wanted path at once: in dpkg's, pacman's and apk's lists and, where it is
# used, with rpm.
# shellcheck disable=SC2062,SC2086 # a list of files, no pattern; a bound that may be nothing
find_owners() {
  [ -n "$asked" ] || return 0
  set +f
  [ ! -d "$root/var/lib/dpkg/info" ] ||
    owned=$owned$newline$(printf '%s\n' "${asked#?}" | ${bounded:+timeout 5} grep -hsxFf - "$root"/var/lib/dpkg/info/*.list) ||
    [ $? -ne 124 ] || skip packages "dpkg's lists could not be read in time"
  [ ! -d "$root/var/lib/pacman/local" ] ||
    owned=$owned$newline$(printf '%s\n' "${asked#?}" | awk '{ print substr($0, 2) }' |
      ${bounded:+timeout 5} grep -hsxFf - "$root"/var/lib/pacman/local/*/files | awk '{ print "/" $0 }')
  set -f
  [ ! -f "$root/lib/apk/db/installed" ] ||
    owned=$owned$newline$(printf '%s\n' "${asked#?}" | apk_owned "$root/lib/apk/db/installed")
  [ -n "$root" ] || [ ! -x /usr/bin/rpm ] || { [ ! -d /usr/lib/sysimage/rpm ] && [ ! -f /var/lib/rpm/rpmdb.sqlite ]; } ||
    owned=$owned$newline$(rpm_owned)
}

# Print the paths of the input that apk's list has. Arguments: the list.
apk_owned() {
  awk -v list="$1" '
{ want[$0] = 1 }
END {
  while ((getline line < list) > 0) {
    if (line ~ /^F:/) folder = "/" substr(line, 3) "/"
    else if (line ~ /^R:/ && (folder substr(line, 3)) in want) print folder substr(line, 3)
  }
}'
}

# Print the asked paths that rpm lists in a package that owns one of them.
rpm_owned() {
  {
    printf '%s\n' "${asked#?}" '= files'
    printf '%s\n' "${asked#?}" | awk '!/[^A-Za-z0-9\/._+-]/' | xargs /usr/bin/rpm -qf --qf '[%{FILENAMES}\n]' 2>/dev/null
  } | awk '$0 == "= files" { listed = 1; next } !listed { want[$0] = 1; next } $0 in want && !told[$0]++'
}

# Whether a path belongs to a package. Arguments: the path.
is_packaged() {
  case $newline$owned$newline in
    *"$newline$1$newline"*) return 0 ;;
  esac
  case $1 in
    /usr/*) case $newline$owned$newline in *"$newline${1#/usr}$newline"*) return 0 ;; esac ;;
  esac
  return 1
}

# Whether a path belongs to a package and holds what that brought, as far as dpkg knows.
# Arguments: the path.
is_as_packaged() {
  is_packaged "$1" || return 1
  case $newline$altered$newline in *"$newline$1$newline"*) return 1 ;; esac
}

# Print those of the paths, one a line, that hold something else than dpkg recorded for them; of
# settings what the package brought counts. Nothing while packages are being installed.
# Arguments: the paths.
altered_paths() {
  [ -f "$root/var/lib/dpkg/status" ] && command -v md5sum >/dev/null 2>&1 && ! packages_change || return 0
  set +f
  {
    printf '%s\n' "$1" | sed 's|^/||; s|^usr/||' | ${bounded:+timeout 5} grep -hsFf - "$root"/var/lib/dpkg/info/*.md5sums
    printf '= settings\n'
    printf '%s\n' "$1" | sed 's|^/usr||' | grep -hsFf - "$root/var/lib/dpkg/status"
    printf '= here\n'
    printf '%s\n' "$1" | while read -r path; do md5sum "$root$path" 2>/dev/null; done
  } | awk -v root="$root" '
function plain(path) { sub(/^\//, "", path); sub(/^usr\//, "", path); return path }
/^= / { part = $2; next }
part == "" { brought[plain(substr($0, 35)), $1] = recorded[plain(substr($0, 35))] = 1; next }
part == "settings" && $1 ~ /^\// { brought[plain($1), $2] = recorded[plain($1)] = 1; next }
part == "here" {
  path = substr($0, 35 + length(root))
  if ((plain(path) in recorded) && !((plain(path), $1) in brought)) print path
}'
}
