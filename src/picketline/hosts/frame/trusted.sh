# What is compared of the programs that an administrator trusts, one line a package: the turn,
# the package, its files; lib/@ stands for the folder of the host's own libraries.
trusted_packages='0 coreutils bin/ls bin/who
0 procps bin/ps bin/top bin/w
1 iproute2 bin/ss bin/ip
2 net-tools bin/netstat
2 findutils bin/find bin/xargs
2 grep bin/grep
3 openssh-server sbin/sshd
4 sudo bin/sudo
4 dash bin/dash
4 mawk bin/mawk
4 original-awk bin/original-awk
5 bash bin/bash
6 libpam-modules lib/@/security/pam_unix.so lib/@/security/pam_permit.so lib/@/security/pam_env.so lib/@/security/pam_deny.so
6 libpam0g lib/@/libpam.so.0
6 libkeyutils1 lib/@/libkeyutils.so.1
7 systemd bin/systemctl
8 libc6 lib/@/ld-linux-x86-64.so.2 lib/@/ld-linux-aarch64.so.1 lib/@/ld-linux-armhf.so.3
8 liblzma5 lib/@/liblzma.so.5
8 coreutils bin/md5sum bin/tr bin/timeout
9 libc6 lib/@/libc.so.6
10 util-linux bin/su bin/last bin/login
10 login bin/login
10 passwd bin/passwd
10 cron bin/crontab
10 lsof bin/lsof
11 openssh-server lib/openssh/sshd-session
11 iptables sbin/xtables-nft-multi sbin/xtables-legacy-multi
11 gawk bin/gawk'

# Set known_paths to lines of a class and a path, and listed to the paths: programs (p), what
# stands beside them under a like name (t), names of theirs where an administrator puts
# programs (s), tools of the probe (x), folders that programs are sought in (d), ld.so.preload
# (l), and files that ls must not leave out (o).
known_files() {
  known_paths='' listed=''
  bins='/usr/bin /usr/sbin'
  [ ! -L "$root/usr/sbin" ] || bins=/usr/bin
  [ -L "$root/bin" ] || bins="$bins /bin /sbin"
  for place in $bins; do
    for each in ls ps ss netstat find top lsof w who last login su sudo passwd crontab systemctl iptables ip awk grep sshd bash dash; do
      [ -f "$root$place/$each" ] || continue
      know p "$place/$each"
      [ ! -f "$root$place/.$each" ] || know t "$place/.$each"
      [ ! -f "$root$place/$each.orig" ] || know t "$place/$each.orig"
      [ ! -f "$root$place/$each.original" ] || know t "$place/$each.original"
    done
    for each in xargs tr timeout md5sum; do [ ! -f "$root$place/$each" ] || know x "$place/$each"; done
  done
  for place in /usr/local/sbin /usr/local/bin; do
    [ -d "$root$place" ] || continue
    know d "$place"
    for each in ls ps ss netstat top w who last login su passwd; do [ ! -f "$root$place/$each" ] || know s "$place/$each"; done
  done
  for each in / /usr /usr/local /usr/sbin /usr/bin /sbin /bin; do [ ! -d "$root$each" ] || know d "$each"; done
  [ ! -f "$root/etc/ld.so.preload" ] || know l /etc/ld.so.preload
  set +f
  set -- "$root"/etc/cron.d/* "$root"/var/spool/cron/crontabs/*
  set -f
  [ $# -gt 200 ] || for each; do [ ! -f "$each" ] || know o "${each#"$root"}"; done
}

# Remember a file that is listed. Arguments: class, path.
know() {
  case $2 in *[!A-Za-z0-9._/+@:,-]*) return 0 ;; esac
  known_paths="$known_paths$newline$1 $root$2"
  listed="$listed$newline$root$2"
}

# Print sums of the programs whose turn it is, or of all, then the lists of their packages; in
# every second sweep. Arguments: all, or nothing.
# shellcheck disable=SC2086 # lists of paths, split on purpose
program_sums() {
  [ -n "$root${1-}" ] || [ $((turn % 2)) -eq 1 ] || return 0
  info=$root/var/lib/dpkg/info sums='' lists=''
  printf '= sums\n'
  [ -d "$info" ] || {
    apk_sums "${1-}"
    return
  }
  command -v md5sum >/dev/null 2>&1 || return 0
  own_libraries
  set -- "${1:-$((turn / 2 % 12))}"
  [ -z "$root" ] || set -- all
  IFS=$newline
  for line in $trusted_packages; do
    case $1 in all | "${line%% *}") ;; *) continue ;; esac
    unset IFS
    package_files ${line#* }
  done
  unset IFS
  [ -z "$sums" ] || md5sum $sums 2>/dev/null
  [ -z "$lists" ] || printf 'l %s\n' $lists
}

# Set triplet and arch to the names of the folder of the host's own libraries and of its packages.
own_libraries() {
  triplet='' arch=''
  for each in x86_64-linux-gnu:amd64 aarch64-linux-gnu:arm64 arm-linux-gnueabihf:armhf i386-linux-gnu:i386 \
    riscv64-linux-gnu:riscv64 powerpc64le-linux-gnu:ppc64el s390x-linux-gnu:s390x; do
    [ -f "$info/libc6:${each#*:}.md5sums" ] || continue
    triplet=${each%:*} arch=${each#*:}
    return
  done
}

# Add a package's list to lists, and its files to sums. Arguments: package, files.
package_files() {
  list=$info/$1.md5sums
  [ -f "$list" ] || list=$info/$1:$arch.md5sums
  [ -f "$list" ] || return 0
  lists="$lists $list"
  shift
  for each; do
    case $each in */@/*) each=lib/$triplet/${each#*/@/} ;; esac
    [ ! -f "$root/usr/$each" ] || sums="$sums $root/usr/$each"
    [ -L "$root/${each%%/*}" ] || [ ! -f "$root/$each" ] || sums="$sums $root/$each"
  done
}

# Print sums of Alpine's programs, and the name of its list, in one of six sweeps. Arguments: all,
# or nothing.
# shellcheck disable=SC2086 # a list of paths
apk_sums() {
  [ -f "$root/lib/apk/db/installed" ] || return 0
  [ -n "$1$root" ] || [ $((turn % 6)) -eq 3 ] || return 0
  for each in bin/busybox bin/bbsuid usr/sbin/sshd usr/sbin/sshd.pam usr/lib/ssh/sshd-session usr/bin/sudo bin/bash bin/ps usr/bin/top \
    lib/ld-musl-x86_64.so.1 lib/ld-musl-aarch64.so.1 lib/security/pam_unix.so sbin/apk; do
    [ -L "$root/$each" ] || [ ! -f "$root/$each" ] || sums="$sums $root/$each"
  done
  [ -z "$sums" ] || sha1sum $sums 2>/dev/null
  printf 'a %s\n' "$root/lib/apk/db/installed"
}

# Where a program is a script, differs from its package or lies, look once more at all of them,
# with the lists as they are now and with what packages divert.
second_look() {
  case $left_out_pids$newline$more in [\ 0-9]* | *"${newline}differs|"* | *"${newline}tool|"* | *"${newline}odd|"*) ;; *) return 0 ;; esac
  pause
  changing=0
  ! packages_change || changing=1
  more=$more$newline$(
    # shellcheck disable=SC2016,SC2086 # awk; a bound that is a command or nothing
    { program_sums all && diverted; } | $bounded awk -v root="$root" -v changing="$changing" "$awk_lib$awk_sums"'
function bare(path) { return substr(path, length(root) + 1) }
$0 != "= sums" { sum_line($0) }
END { sums_end("again") }'
  )
}

# Print the list of diversions, and the programs that changed within a day.
# shellcheck disable=SC2086 # a list of paths
diverted() {
  [ ! -f "$root/var/lib/dpkg/diversions" ] || printf 'v %s\n' "$root/var/lib/dpkg/diversions"
  [ -z "$sums" ] || find -H $sums -prune -ctime -1 -print 2>/dev/null
}

# Whether packages are being installed at this moment.
packages_change() {
  set +f
  set -- "$root"/var/lib/dpkg/updates/* "$root"/proc/[0-9]*/comm
  set -f
  [ ! -f "$1" ] || return 0
  shift
  grep -lxsE 'dpkg|apk|apt|apt-get' "$@" >/dev/null 2>&1
}

# first_bytes(path, size, most): what a file is; opening is how it begins.
# shellcheck disable=SC2016 # awk, not sh
awk_first='
function first_bytes(path, size, most,   line, what) {
  opening = ""
  if (size > most) return "large"
  if ((what = (getline line < path)) > 0) opening = substr(line, 1, 128)
  close(path)
  if (what < 0) return "unreadable"
  return substr(opening, 1, 4) == "\177ELF" ? "ELF" : substr(opening, 1, 2) == "#!" ? "script" : "data"
}
'

# known_file(path): one of the files above, as ls lists it.
# shellcheck disable=SC2016 # awk, not sh
awk_trusted='
function known_file(path,   what) {
  if (met[path]++ || class[path] == "o") return
  if (class[path] == "d") { program_folder(path); return }
  if (class[path] == "l") { preload_size(path, $5); return }
  what = first_bytes(path, $5, 67108864)
  if (what == "data" && length(opening) > 3 && opening !~ /[^ -~\t]/) what = "script"
  if (class[path] == "t") { if (what ~ /ELF|script/ && substr($1, 1, 10) ~ /x/) print "double|" esc(bare(path)) "|" what "|." }
  else if (what == "script") print "tool|" class[path] "|" esc(bare(path)) "|" esc(opening) "|."
  else if (what == "large") print "?|programs|" esc(bare(path)) " is larger than 64 MiB|."
}
function program_folder(path) {
  if (substr($1, 9, 1) == "w") print "open|" esc(bare(path)) "|all|" substr($1, 1, 10) "|."
  else if (substr($1, 6, 1) == "w" && $4 != 0 && $4 != 50) print "open|" esc(bare(path)) "|group|" $4 "|."
}
'

# sum_line(line): a line of sums. sums_end(which): what came of them.
# shellcheck disable=SC2016 # awk, not sh
awk_sums='
function short_path(path) { sub(/^\/+/, "", path); sub(/^usr\//, "", path); return path }
function sum_line(line,   path, k) {
  if (sub(/^l /, "", line)) package_list(line)
  else if (sub(/^a /, "", line)) apk_list(line)
  else if (sub(/^v /, "", line)) diversions(line)
  else {
    path = bare(substr(line, index(line, "/")))
    k = short_path(path)
    if (line ~ /^\//) { recent[k] = 1; return }
    if (!(k in sum)) keys_of[++many_sums] = k
    sum[k] = substr(line, 1, index(line, " ") - 1)
    path_of[k] = path
  }
}
function judge_sum(k, hash, package) {
  from[k] = package
  if (hash == sum[k]) same[k] = 1
}
function package_list(file,   line, n, k, package) {
  package = base(file)
  sub(/\.md5sums$/, "", package)
  while ((getline line < file) > 0 && n++ < 20000) {
    k = short_path(substr(line, 35))
    if (!(k in sum) && index(k, ".so.")) while (!(k in sum) && sub(/\.[^.\/]*$/, "", k)) { }
    if (k in sum) judge_sum(k, substr(line, 1, 32), package)
  }
  close(file)
}
function base64(digits,   out, i, n) {
  out = ""
  for (i = 1; i <= length(digits); i += 3) {
    n = hex(substr(digits "00", i, 3))
    out = out substr(letters, int(n / 64) + 1, 1) substr(letters, n % 64 + 1, 1)
  }
  return substr(out, 1, 27) "="
}
function apk_list(file,   line, folder, k, n, package) {
  letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  while ((getline line < file) > 0 && n++ < 2000000) {
    if (line ~ /^P:/) package = substr(line, 3)
    else if (line ~ /^F:/) folder = substr(line, 3) "/"
    else if (line ~ /^R:/) k = short_path(folder substr(line, 3))
    else if (line ~ /^Z:Q1/ && k in sum) judge_sum(k, substr(line, 5) == base64(sum[k]) ? sum[k] : "", package)
  }
  close(file)
}
function diversions(file,   path, to, by, k) {
  while ((getline path < file) > 0 && (getline to < file) > 0 && (getline by < file) > 0) {
    k = short_path(path)
    if (!(k in sum)) continue
    turned[k] = 1
    if (by ~ /^[a-z0-9][a-z0-9+.-]*$/) package_list(root "/var/lib/dpkg/info/" by ".md5sums")
  }
  close(file)
}
# Tell what differs and, at the second look, what is the same.
function sums_end(which,   i, k) {
  for (i = 1; i <= many_sums; i++) {
    k = keys_of[i]
    if (!(k in from)) continue
    if (!(k in same)) print (which == "again" ? "changed|" : "differs|") esc(path_of[k]) "|" esc(from[k]) "|" (k in turned ? "diverted" : changing && k in recent ? "upgrade" : "") "|" sum[k] "|."
    else if (which == "again") print "same|" esc(path_of[k]) "|."
  }
}
'

# Ask for the owner of a program that may be excused.
ask_tool() { want_owner "$2"; }
ask_double() { want_owner "$1"; }
