# The tree of a process: what restarts it, what is of its kind, what any of them started.
# A process is of its kind if it runs the same file, or one from the same folder of scratch,
# sees the same files, is the same user's, and its parent is gone or runs from that folder too:
# what somebody at work started there is another's.

# Set link to what a process runs, or has open under another name. Arguments: pid, name.
look() {
  link=$(ls -ln "/proc/$1/$2" 2>/dev/null)
  case $link in *' -> '*) link=${link#*' -> '} ;; *) link='' ;; esac
}

# Whether a path is scratch or memory. Arguments: path.
in_scratch() {
  case $1 in
    /tmp/* | /var/tmp/* | /dev/* | /run/user/* | /run/shm/* | /run/lock/* | /var/lock/* | /memfd:*) ;;
    *) return 1 ;;
  esac
}

# Whether a path is that of a file deleted off system paths. Arguments: path.
cut_loose() {
  case $1 in
    /usr/* | /bin/* | /sbin/* | /lib*/* | /snap/*) return 1 ;;
    *' (deleted)') ;;
    *) return 1 ;;
  esac
}

# Set own to what the process at hand runs and den to its folder of scratch, '' where many
# share it; both are '' where it runs a file of the system.
know_kind() {
  own='' den=''
  look "$pid" exe
  in_scratch "$link" || cut_loose "$link" || return 0
  own=${link%' (deleted)'}
  den=${own%/*}/
  case $den in
    /tmp/?* | /var/tmp/?* | /dev/shm/?* | /run/shm/?* | /run/lock/?* | /var/lock/?* | /run/user/*/?*) ;;
    *) den='' ;;
  esac
}

# Whether a parent is what restarts the process at hand: the same file, or something in
# scratch, or a shell or the like that was told to run what is there. Arguments: pid.
restarts() {
  if [ "/proc/$1/exe" -ef "/proc/$pid/exe" ]; then return 0; fi
  look "$1" exe
  if in_scratch "$link"; then return 0; fi
  case ${link##*/} in
    sh | dash | bash | ash | busybox | *ksh* | zsh | yash | python* | perl* | ruby* | node* | php* | lua* | timeout | env | nice | setsid | watch | flock | xargs) ;;
    *) return 1 ;;
  esac
  words=" $(head -c 4096 "/proc/$1/cmdline" 2>/dev/null | tr '\000\n' '  ')"
  case $words in *"$own"* | *[\ =\'\"]/tmp/* | *[\ =\'\"]/var/tmp/* | *[\ =\'\"]/dev/shm/*) return 0 ;; esac
  [ -n "$den" ] || return 1
  case $words in *"$den"*) return 0 ;; esac
  look "$1" cwd
  case $link/ in "$den"*) [ "$(terminal_of "$1")" = 0 ] ;; *) return 1 ;; esac
}

# Print the terminal of a process, 0 for none. Arguments: pid.
terminal_of() {
  awk -v file="/proc/$1/stat" 'BEGIN {
    while ((getline line < file) > 0) all = all line " "
    if (!match(all, /^.*\) /)) exit
    split(substr(all, RLENGTH + 1), f, " ")
    print f[5]
  }'
}

# Print the ancestors that restart the process at hand, the topmost first.
above() (
  [ -n "$own" ] || exit 0
  chain=''
  depth=0
  ancestor=$(parent_of "$pid")
  while [ "${ancestor:-0}" -gt 1 ] && [ "$depth" -lt 16 ]; do
    [ -z "$(protection "$ancestor")" ] || break
    restarts "$ancestor" || break
    chain="$ancestor $chain"
    depth=$((depth + 1))
    ancestor=$(parent_of "$ancestor")
  done
  printf '%s' "$chain"
)

# Print the processes of the kind of the process at hand.
kin() (
  [ -n "$own" ] || exit 0
  set +f
  for each in /proc/[0-9]*/exe; do
    if [ "$each" -ef "/proc/$pid/exe" ]; then
      each=${each#/proc/}
      printf '%s ' "${each%/exe}"
    fi
  done
  [ -n "$den" ] || exit 0
  here=$(namespace "$pid")
  for each in $(below_den); do
    look "$each" exe
    case $link in "$den"*) ! left_there "$each" || [ "$(namespace "$each")" != "$here" ] || printf '%s ' "$each" ;; esac
  done
)

# Whether a process of the folder is the same user's, and its parent is gone or from that folder
# too. Arguments: pid.
left_there() {
  [ "$(user_of "$1")" = "$(user_of "$pid")" ] || return 1
  parent=$(parent_of "$1")
  is_init "${parent:-0}" && return 0
  look "$parent" exe
  case $link in "$den"*) ;; *) return 1 ;; esac
}

# Print a process's real user id. Arguments: pid.
user_of() { sed -n 's/^Uid:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$1/status" 2>/dev/null; }

# Whether a process takes in those whose parents ended: the first of a namespace, or a user's
# systemd. Arguments: pid, 0 for one outside.
is_init() {
  [ "$1" -gt 1 ] || return 0
  look "$1" exe
  case $link in */systemd) return 0 ;; esac
  [ "$(sed -n 's/^NSpid:.*[^0-9]//p' "/proc/$1/status" 2>/dev/null)" = 1 ]
}

# Print the processes whose program seems to lie in the same folder, from one listing.
# shellcheck disable=SC2012 # what a link leads to
below_den() {
  { printf '%s\n' "$den" && ls -ln /proc/[0-9]*/exe 2>/dev/null; } | awk '
NR == 1 { den = $0; next }
{
  i = index($0, " -> ")
  if (!i || index(substr($0, i + 4), den) != 1) next
  name = substr($0, 1, i - 1)
  sub(/.*\/proc\//, "", name)
  sub(/\/exe.*/, "", name)
  if (name ~ /^[0-9]+$/) print name
}'
}

# Print 'pid:parent:state' of processes, parents first. Arguments: 1 for those that they
# started too, else 0; pids.
descent() (
  deep=$1
  shift
  set +f
  printf '%s\n' /proc/[0-9]* | awk -v roots="$*" -v deep="$deep" '
{
  all = ""
  file = $0 "/stat"
  while ((getline line < file) > 0) all = all line " "
  close(file)
  if (!match(all, /^.*\) /)) next
  split(substr(all, RLENGTH + 1), f, " ")
  pid = substr($0, 7)
  state[pid] = f[1]; parent[pid] = f[2]
  below[f[2]] = below[f[2]] " " pid
}
END {
  n = split(roots, queue, " ")
  for (i = 1; i <= n && i <= 4096; i++) {
    pid = queue[i]
    if ((pid in done) || !(pid in state)) continue
    done[pid] = 1
    print pid ":" parent[pid] ":" state[pid]
    if (!deep) continue
    m = split(below[pid], child, " ")
    for (k = 1; k <= m; k++) queue[++n] = child[k]
  }
}'
)

# Keep a picture of the tree of the process at hand.
tree() {
  know_kind
  # shellcheck disable=SC2046 # one word a process
  for triple in $(descent 1 $(above) "$pid" $(kin) | head -n 256); do
    portrait "${triple%%:*}"
  done
}
