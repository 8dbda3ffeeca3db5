#!/bin/sh
# Installs picket: one file into /usr/local/bin, or into ~/.local/bin where that is not
# writable. Nothing is used before its signature and its hash were checked.
#
#   BASE_URL=https://downloads.example.com/picketline sh install.sh
#
# BASE_URL is where the files of a release lie: https://, file:///, or a folder.
set -eu
LC_ALL=C
export LC_ALL
umask 022

# Who may sign a release, as lines of ssh's allowed_signers. Written by release/pin alone.
KEYS=''

work='' staged='' venv='' made='' current='' asked='' force=''

usage() {
  cat <<'EOF'
Usage: BASE_URL=WHERE sh install.sh [--version VERSION] [--force]
       sh install.sh --uninstall [--force]

  WHERE              https://..., file:///... or a folder with the files of a release
  --version VERSION  this version, and no other
  --force            also an older version, and over a file that is no picket
  --uninstall        remove what was installed; reports and the audit stay
EOF
}

say() { printf '%s\n' "$*"; }

die() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

# shellcheck disable=SC2329 # the trap calls it
clean() {
  for each in "$work" "$staged" "$venv"; do
    [ -z "$each" ] || rm -rf "$each"
  done
  printf '%s\n' "$made" | while IFS= read -r each; do
    [ -z "$each" ] || rmdir "$each" 2>/dev/null || :
  done
}

main() {
  deed=install
  while [ $# -gt 0 ]; do
    case $1 in
      --version)
        [ $# -ge 2 ] || die "--version: which?"
        asked=$2
        shift
        ;;
      --force) force=1 ;;
      --uninstall) deed=uninstall ;;
      -h | --help) usage && exit 0 ;;
      *) die "$1: unknown; see --help" ;;
    esac
    shift
  done
  trap clean EXIT
  trap 'exit 130' INT
  trap 'exit 143' HUP TERM
  choose_folder
  if [ "$deed" = uninstall ]; then uninstall; else install_release; fi
}

# Set where the program goes, and where what is built from source lives.
choose_folder() {
  bin=/usr/local/bin lib=/usr/local/lib/picketline
  if [ -d "$bin" ] && [ -w "$bin" ]; then return 0; fi
  case ${HOME:-} in
    /*) bin=$HOME/.local/bin lib=$HOME/.local/share/picketline ;;
    *) die "/usr/local/bin is not writable, and HOME is no folder" ;;
  esac
}

install_release() {
  [ -n "$KEYS" ] || die "this copy of install.sh carries no key to check a release with; take one of a release"
  check_base
  look_at_target
  work=$(mktemp -d) || die "no room for a temporary folder"
  fetch SHA256SUMS 64
  fetch SHA256SUMS.sig 16
  verify
  platform=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
  version=$(offered picket- "-$platform")
  if [ -z "$version" ]; then
    say "there is no executable for $platform in this release; building from source"
    from_source
  else
    refuse_older
    from_executable "picket-$version-$platform"
  fi
  put_in_place
}

# Check BASE_URL; http is for this machine alone.
check_base() {
  base=${BASE_URL:-}
  case $base in
    file:///*) base=${base#file://} ;;
    https:// | http:///*) die "BASE_URL names no machine" ;;
    http*://*[!A-Za-z0-9._~:/%+,=-]*) die "BASE_URL has a character that no such address needs" ;;
    https://?*) return 0 ;;
    http://127.0.0.1:* | http://localhost:*) return 0 ;;
    *://*) die "BASE_URL must start with https:// or file:///, or name a folder" ;;
    '') die "say where the release is: BASE_URL=https://... or a folder" ;;
    *) ;;
  esac
  [ -d "$base" ] || die "$base: no such folder"
  base=$(cd -- "$base" && pwd) || die "$base: cannot be entered"
}

# Set the version that stands at the target; refuse what is no picket.
look_at_target() {
  target=$bin/picket
  if [ -d "$target" ]; then die "$target is a folder"; fi
  if [ ! -e "$target" ] && [ ! -L "$target" ]; then return 0; fi
  current=$("$target" --version 2>/dev/null </dev/null) || current=''
  case $current in
    'picketline, version '*) current=${current#picketline, version } ;;
    *)
      [ -n "$force" ] || die "$target is no picket that runs; --force replaces or removes it"
      current=''
      ;;
  esac
}

# Fetch file $1 of the release, of at most $2 KiB.
fetch() {
  (
    # shellcheck disable=SC3045 # dash, bash, ash and ksh have it
    ulimit -c 0
    ulimit -f "$(($2 * 2))"
    case $base in
      http*) download "$base/$1" ;;
      *) [ -f "$base/$1" ] && cat "$base/$1" ;;
    esac >"$work/$1" 2>"$work/why"
  ) 2>/dev/null || die "cannot fetch $1 from $base (at most $2 KiB)$(reason)"
}

# Print what the last program complained of, in one safe line.
reason() {
  why=$(awk 'NF { last = $0 } /^ERROR/ && !first { first = $0 } END { print first ? first : last }' \
    "$work/why" 2>/dev/null | tr -cd ' -~' | cut -c 1-200)
  [ -z "$why" ] || printf ': %s' "$why"
}

# Print what lies at the address $1.
download() {
  only='=https'
  case $1 in http:*) only='=http' ;; *) ;; esac
  if command -v curl >/dev/null; then
    curl -q -g -sS -f -L --proto "$only" --proto-redir "$only" \
      --connect-timeout 30 --speed-time 60 --speed-limit 1 --max-time 1800 "$1"
  elif command -v wget >/dev/null; then
    # Settings for GNU's; busybox's crashes on some of the flags that mean the same.
    printf 'tries = 2\ntimeout = 60\n' >"$work/wgetrc"
    set -- env WGETRC="$work/wgetrc" wget -q -O - "$1"
    if command -v timeout >/dev/null; then set -- timeout 1800 "$@"; fi
    "$@"
  else
    echo "neither curl nor wget is here" >&2
    return 1
  fi
}

# Check the signature of the sums, then that each line of them is a sum and a plain name.
verify() {
  command -v ssh-keygen >/dev/null || die "ssh-keygen is needed to check the signature: install OpenSSH's client"
  printf '%s\n' "$KEYS" >"$work/signers"
  ssh-keygen -Y verify -f "$work/signers" -I picketline -n picketline-release \
    -s "$work/SHA256SUMS.sig" <"$work/SHA256SUMS" >/dev/null 2>&1 ||
    die "SHA256SUMS is not signed by the key that this install.sh carries (or OpenSSH is older than 8.1)"
  bad=$(awk '
    length($1) != 64 || $1 ~ /[^0-9a-f]/ || $2 !~ /^[A-Za-z0-9][A-Za-z0-9._+-]*$/ || $0 != $1 "  " $2 {
      print NR
      exit
    }' "$work/SHA256SUMS")
  [ -z "$bad" ] || die "SHA256SUMS, line $bad: not a sum and a plain file name"
}

# Print the version of the release's file named $1VERSION$2; nothing if it has none.
offered() {
  found=$(awk -v start="$1" -v end="$2" -v asked="$asked" '
    {
      size = length($2) - length(start) - length(end)
      version = substr($2, length(start) + 1, size)
      if ($2 == start version end && version ~ /^[0-9][0-9.]*[a-z0-9.]*$/)
        if (asked == "" || version == asked) print version
    }' "$work/SHA256SUMS")
  case $found in
    *[!a-z0-9.]*) die "the release has several versions; say which: --version VERSION" ;;
    *) printf '%s' "$found" ;;
  esac
}

# Refuse to go back to an older version, which may be the one that an attacker wants.
refuse_older() {
  if [ -z "$current" ] || [ -n "$force" ]; then return 0; fi
  awk -v old="$current" -v new="$version" 'BEGIN {
    n = split(old, a, ".")
    m = split(new, b, ".")
    for (i = 1; i <= n || i <= m; i++)
      if (b[i] + 0 != a[i] + 0) exit (b[i] + 0 < a[i] + 0)
    exit (old != new)
  }' || die "$target is version $current, the release is $version; --force goes back"
}

# Fetch file $1 of the release, of at most $2 KiB, and hold it to its sum.
fetch_checked() {
  want=$(awk -v name="$1" '$2 == name { print $1 }' "$work/SHA256SUMS")
  [ "${#want}" -eq 64 ] || die "SHA256SUMS has not one sum for $1"
  fetch "$1" "$2"
  if command -v sha256sum >/dev/null; then
    got=$(sha256sum <"$work/$1")
  else
    got=$(shasum -a 256 <"$work/$1") || die "neither sha256sum nor shasum is here"
  fi
  [ "${got%% *}" = "$want" ] || die "$1 is not the file that was signed: its sha256 differs"
}

# Stage the executable $1; build from source where it does not run.
from_executable() {
  fetch_checked "$1" 262144
  stage
  { cp "$work/$1" "$staged/picket" && chmod 0755 "$staged/picket"; } 2>"$work/why" ||
    die "cannot write into $bin$(reason)"
  if said=$("$staged/picket" --version 2>"$work/why" </dev/null); then
    [ "$said" = "picketline, version $version" ] || die "$1 does not call itself version $version"
    return 0
  fi
  say "the executable does not run here$(reason); building from source"
  rm -rf "$staged"
  from_source
}

# Make a folder beside the target, so that a rename puts in place what was made there.
stage() {
  make_folder "$bin"
  staged=$(mktemp -d "$bin/.picket.XXXXXX" 2>/dev/null) || die "$bin: cannot write there"
}

# Make folder $1 and those it lies in, noted so that a failure takes them back.
make_folder() {
  [ ! -d "$1" ] || return 0
  make_folder "${1%/*}"
  mkdir "$1" 2>/dev/null || die "$1: cannot be made"
  made="$1
$made"
}

# Stage a link into an environment of its own, made of the wheel and pinned dependencies.
# These come from the package index that pip is set to.
from_source() {
  version=$(offered picketline- -py3-none-any.whl)
  [ -n "$version" ] || die "there is nothing ${asked:+of version $asked }to install in this release"
  refuse_older
  python=$(find_python) || die "Python 3.11 or newer with venv is needed"
  wheel=picketline-$version-py3-none-any.whl
  fetch_checked "$wheel" 65536
  fetch_checked "picketline-$version-requirements.txt" 1024
  make_folder "$lib"
  venv=$(mktemp -d "$lib/$version.XXXXXX" 2>/dev/null) || die "$lib: cannot write there"
  chmod 0755 "$venv"
  {
    "$python" -I -m venv "$venv" &&
      pip --require-hashes --only-binary :all: -r "$work/picketline-$version-requirements.txt" &&
      pip --no-deps --no-index "$work/$wheel"
  } >"$work/why" 2>&1 || die "cannot build$(reason)"
  stage
  ln -s "$venv/bin/picket" "$staged/picket" || die "cannot write into $bin"
}

pip() {
  "$venv/bin/python" -I -m pip --quiet --no-input --no-cache-dir --disable-pip-version-check install "$@"
}

find_python() {
  for each in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$each" -I -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$each"
      return 0
    fi
  done
  return 1
}

put_in_place() {
  old=$(built_at "$target")
  mv -f "$staged/picket" "$target" 2>"$work/why" || die "cannot write $target$(reason)"
  venv=''
  [ -z "$old" ] || rm -rf "$old"
  say "picket $version is now $target"
  case :${PATH:-}: in
    *":$bin:"*) ;;
    *) say "$bin is not in your PATH: add it" ;;
  esac
}

# Print the environment that link $1 leads into, if it was built here.
built_at() {
  [ -L "$1" ] || return 0
  to=$(readlink "$1")
  name=${to#"$lib"/}
  name=${name%/bin/picket}
  case $name in
    */* | .* | '') ;;
    *) [ "$to" != "$lib/$name/bin/picket" ] || printf '%s' "$lib/$name" ;;
  esac
}

uninstall() {
  look_at_target
  if [ ! -e "$target" ] && [ ! -L "$target" ]; then die "there is no $target"; fi
  old=$(built_at "$target")
  rm -f "$target" 2>/dev/null || die "$target: cannot be removed"
  if [ -n "$old" ]; then
    rm -rf "$old"
    rmdir "$lib" 2>/dev/null || :
  fi
  say "removed $target; reports and the audit stay where they are"
}

# In braces, so that a copy cut short at any byte does nothing.
{
  main "$@"
  exit
}
