# List setuid files, what can be executed below /dev or in a hidden folder of scratch, folders
# that are named so as not to be seen, and what may be a private key, which anybody may read: by
# its name or, by turn, whatever is small. Scratch is searched six levels deep at every sweep;
# homes and the like two levels, and one part of the disk deeper, by turn. A fake root is small:
# it is searched whole.
# shellcheck disable=SC2086 # lists of folders and patterns, split on purpose
search() {
  by_turn
  [ -z "$root" ] || shallow='' more=''
  existing /tmp /var/tmp /dev /dev/shm /home /root /opt /srv /usr/local $more
  set -- -path /.
  for each in $shallow; do set -- "$@" -o -path "$each"; done
  small='-name id_* -o -name *.key -o -name *.p[ep][mk]'
  case $root:$((turn % 8)) in ?*:* | :7) small='-name *' ;; esac
  [ -z "$folders" ] || sought scratch $folders -xdev -maxdepth 6 -type d \( "$@" \) -prune -o \( \
    -type f \( -perm -4000 -o \
    \( -perm -100 -o -perm -010 -o -perm -001 \) \( -path "$root/dev/*" -o -path "$root/tmp/.*" -o -path "$root/var/tmp/.*" \) -o \
    -perm -004 -size -33 \( $small \) \( -path "$root/tmp/*" ! -path "$root/tmp/*/*/*" -o -path "$root/var/tmp/*" ! -path "$root/var/tmp/*/*/*" \
    -o -path "$root/dev/shm/*" ! -path "$root/dev/shm/*/*/*" \) \) -o \
    -type d \( -name '..?*' -o -name '. *' -o -name ' *' \) \( -path "$root/tmp/*" -o -path "$root/var/tmp/*" -o -path "$root/dev/*" \) \) \
    -exec ls -lnd $quiet {} +
}

# Run find, and say so if it had to be ended. Arguments: what is looked for (a word), those of
# find.
sought() {
  what=$1
  shift
  ${bounded:+timeout 10} find "$@" 2>/dev/null
  case $? in 124 | 137 | 143) printf '= ended %s\n' "$what" ;; esac
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

# found(path): a listed file or folder. nest(path): a file or folder that hides in scratch.
# key_text(path, place): tell of a private key that anybody may read.
# shellcheck disable=SC2016 # awk, not sh
awk_search='
function found(path,   kind) {
  if ($1 ~ /^d/) { nest(bare(path), "name"); return }
  if ($1 ~ /^...[sS]/) {
    if (setuid[$3 == 0]++ < 100) print "U|" $3 "|" esc(bare(path)) "|."
    else if (setuid[$3 == 0] == 101) print "?|setuid|more than 100 setuid files; the rest are not listed|."
  }
  if (bare(path) !~ /^\/(tmp|var\/tmp|dev\/shm)\/([^\/]+\/)?[^\/]+$/ || $1 !~ /^.......r/ || $5 > 16896) kind = ""
  else if (++small <= 300) key_text(path, "scratch")
  else if (small == 301) print "c|keys|of small files in scratch that anybody may read only 300 are looked at|."
  if (substr($1, 1, 10) !~ /[xst]/) return
  if (bare(path) ~ /^\/(var\/)?tmp\/[.]/) {
    if (++hiding <= 200 && first_bytes(path, $5, 67108864) == "ELF") nest(bare(path), "program")
    else if (hiding == 201) print "?|scratch|more than 200 executables in hidden folders of scratch; the rest are not looked at|."
  }
  if (bare(path) !~ /^\/dev\//) return
  kind = first_bytes(path, $5, 1048576)
  if (devices[kind]++ < 100) print "D|" kind "|" esc(bare(path)) "|."
  else if (devices[kind] == 101) print "?|devices|more than 100 executables below /dev that are " kind "; the rest are not listed|."
}
function nest(path, why,   part, n, i) {
  if (why == "program") {
    n = split(path, part, "/")
    i = part[2] == "tmp" ? 3 : 4
    path = (i == 3 ? "/tmp/" : "/var/tmp/") part[i]
    if (path ~ /[.](mount_|X11-unix|ICE-unix|font-unix|Test-unix|XIM-unix|org[.]chromium)/ || (path in nests)) return
    why = part[n] ~ /[.](so|node|dll|jnilib)([.0-9]*)$|^[.].*-[0-9a-f]+[.]so/ ? "library" : "program"
    if (why == "library") { if ((path in libraries)) return; libraries[path] = 1 }
  }
  if (why != "library") { if (path in nests) return; nests[path] = 1 }
  if (++nest_count <= 50) print "nest|" why "|" esc(path) "|" esc(why == "name" ? "" : part[n]) "|."
  else if (nest_count == 51) print "?|scratch|more than 50 hidden folders in scratch; the rest are not listed|."
}
function key_text(path, place,   line, kind) {
  if ((getline line < path) <= 0) line = ""
  close(path)
  if (line ~ /^PuTTY-User-Key-File|^-----BEGIN OPENSSH PRIVATE KEY-----/) kind = "ssh"
  else if (line ~ /^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/) kind = base(path) ~ /^id_|_(rsa|ed25519)$/ ? "ssh" : "other"
  else return
  if (++loose <= 50) print "loose|" place "|" kind "|" esc(bare(path)) "|."
  else if (loose == 51) print "?|keys|more than 50 private keys that anybody may read; the rest are not listed|."
}
'
