# Look at every process once, then at the suspicious ones closely. Sets `process_facts`.
# shellcheck disable=SC2086 # counts and pids, split on purpose
processes() {
  cd "$root/proc" || return 1
  threads_now=99999999
  count_threads
  set +f
  set -- [0-9]*
  set -f
  by_tr=0 bare=0
  seen=$(gather 0 "$@")
  case $seen in
    CUT*)
      by_tr=1
      seen=$(gather 0 "$@")
      ;;
  esac
  case $seen in
    BLIND*)
      quiet=''
      seen=$(gather 0 "$@")
      ;;
  esac
  case $seen in
    *"${newline}end") ;;
    *)
      bare=1
      skip processes "reading arguments did not come to its end; looked at without them"
      seen=$(gather 0 "$@")
      case $seen in *"${newline}end") ;; *) skip processes "could not be read to their end" ;; esac
      ;;
  esac
  sort_out "$seen"
  seek_programs
  count_threads
  hidden_processes
  net=$(socket_facts)
  unheld_sockets
  extras=$extras$newline$net
  use=$(processor_use $busy)
  process_facts=$(joined)
  case $newline$process_facts in
    *"$newline? "*)
      # shellcheck disable=SC2046
      suspects=$suspects$newline$(gather 1 $(printf '%s\n' "$process_facts" | awk '$1 == "?" { print $2 }'))
      process_facts=$(joined)
      ;;
  esac
  links=$(link_counts)
}

# Take gather's output apart into the lists of pids that come next. Arguments: the output.
sort_out() {
  suspects='' extras='' programs='' parents='' busy='' odd='' first='' rest='' boxes='' talkers='' counts=''
  IFS=$newline
  for line in $1; do
    case $line in
      'C|'* | 'X '*) suspects=$suspects$newline$line ;;
      [ABGIJY]'|'*) extras=$extras$newline$line ;;
      'E|'*) programs=$programs$newline$line ;;
      'I+') skip indicators "more than 512 processes or words of their command lines are looked for; the rest are not listed" ;;
      'E+') cover hashes "more than 512 processes run programs off system paths; those of the rest were not hashed" ;;
      'Z|'*) parents=$parents$newline${line#"Z|"} ;;
      'H '*) busy=${line#H } ;;
      'S '*) odd=${line#S } ;;
      'L '*) first=${line#L } ;;
      'R '*) rest=${line#R } ;;
      'N '*) boxes=${line#N } ;;
      'W '*) talkers=${line#W } ;;
      'T '*) counts=${line#T } ;;
    esac
  done
  unset IFS
}

# Print what connections does. What is left over after one process of each
# executable is sought among at most 256 of the rest, by turn.
# shellcheck disable=SC2046,SC2086 # lists of pids, split on purpose
socket_facts() {
  tables=$({ printf '%s\n' "$odd" && descriptors $odd 0 $first; } | connections "$talkers" $boxes)
  case $newline$tables in *"${newline}end"*) ;; *) printf 'O\n' ;; esac
  case $newline$tables in
    *"${newline}U "*) ;;
    *)
      printf '%s\n' "$tables"
      return
      ;;
  esac
  printf '%s\n' "$tables" | awk '$1 != "U"'
  {
    printf '%s\n' "$tables" | awk '$1 == "U"'
    descriptors 0 $(printf '%s\n' "$rest" | awk -v turn="$turn" '{
      slices = int((NF + 255) / 256)
      for (i = 1; i <= NF; i++) if (slices < 2 || i % slices == turn % slices) print $i
    }')
  } | left_over
}

# Print one record of facts for each process that a rule may speak about, and '? pid' for
# those of which nothing is known yet.
joined() {
  printf '%s\n' "$use" "$suspects" "$extras" | awk -v hot="$hot" '
function add(list, item) {
  if (length(list) > 400) return substr(list, length(list)) == "+" ? list : list "+"
  return index("," list ",", "," item ",") ? list : list == "" ? item : list "," item
}
function speak(p) { if (!(p in about)) { about[p] = 1; order[++many] = p } }
# Whether a parent on the same connection may be a shell itself: the topmost of them counts.
function below(p,   f) { return !(p in record) || (split(record[p], f, "|") && f[10] ~ /s/) }
$1 == "P" { end_of[$2] = $7;  peer[$2] = $3; ends[$2] = $4; foreign[$2] = $5; served[$2] = $6; speak($2) }
$1 == "K" && $3 == "l" { if ($5 == "open") listens[$2] = add(listens[$2], $4); else inside[$2] = add(inside[$2], $4); speak($2) }
$1 == "K" && $3 == "b" { if ($5 == "foreign") egress[$2] = add(egress[$2], $4); else tunnel[$2] = add(tunnel[$2], $4); speak($2) }
$1 == "K" && $3 == "i" { speak($2) }
$1 == "K" && $3 == "k" { raw[$2] = add(raw[$2], $4); speak($2) }
/^[ABDFGIJRY]\|/ {
  split($0, f, "|")
  if (!index(marks[f[2]], f[1])) marks[f[2]] = marks[f[2]] f[1]
  if (f[1] != "F") speak(f[2])
}
$1 == "V" { life[$2] = $3; now[$2] = $4; if ($4 >= hot) speak($2) }
$1 == "X" { preload[$2] = $3; speak($2) }
/^C\|/ {
  split($0, f, "|")
  if (f[2] in record) next
  record[f[2]] = $0
  if (f[10] ~ /[dtmkwhanNyf]/) speak(f[2])
}
END {
  for (i = 1; i <= many; i++) {
    p = order[i]
    if (!(p in record)) { print "? " p; continue }
    split(record[p], f, "|")
    if (f[3] in end_of && end_of[f[3]] == end_of[p] && below(f[3])) foreign[p] = 0
    printf "%s|%s|%s|%s|%s|%d|%s|%s|%s|%s|%s|%s|", p, f[3], f[4], f[5], f[6], f[8], f[10], f[11], f[12], f[13], f[14], f[15]
    printf "%d|%d|%s|%s|%s|%s|%s|%d|%d|%d|%s|%s|%s|.\n", p in life ? life[p] : f[9], p in now ? now[p] : 0, listens[p], inside[p], egress[p], tunnel[p], peer[p], ends[p], foreign[p], served[p], preload[p], raw[p], marks[p]
  }
}'
}

# Print ' pid:inode:links ' of the executables of processes whose inode or link count a
# rule may ask for.
link_counts() {
  set --
  IFS=$newline
  for line in $process_facts; do
    case ${line%%"|"*} in *[!0-9]*) continue ;; esac
    set -- "$@" "${line%%"|"*}/exe"
  done
  unset IFS
  [ $# -gt 0 ] || return 0
  ls -lniL "$@" 2>/dev/null | awk '{ name = $NF; sub(/\/exe$/, "", name); printf " %s:%s:%s ", name, $1, $3 }'
}

# Ask for the owner of every executable that a rule may excuse.
ask_process_owners() {
  owned='' asked=''
  IFS=$newline
  for line in $process_facts; do
    IFS='|'
    # shellcheck disable=SC2086 # split at bars
    set -- $line
    unset IFS
    want_owner "${8-}"
  done
  unset IFS
  each_record ask_J J "$extras"
  each_record ask_A A "$extras"
  find_owners
}
ask_J() { [ "$2" != other ] || want_owner "${3%" (deleted)"}"; }
ask_A() { want_owner "${3%" (deleted)"}"; }

# Ask for the owner of every file that a rule may excuse.
ask_file_owners() {
  owned='' asked='' shipped='' altered=''
  for each in U L S own tool double capable mapped; do each_record "ask_$each" "$each" "$file_facts"; done
  each_record ask_state I "$drift_facts"
  each_record ask_seen seen "$indicator_facts"
  find_owners
  [ -z "$shipped" ] || altered=$(altered_paths "${shipped#?}")
}
ask_U() { want_owner "$2"; }
ask_L() { want_owner "$1"; }
ask_seen() { want_owner "$2"; }
ask_own() { want_owner "$1"; }
ask_S() { [ "$1" != authorizedkeyscommand ] || want_owner "${4%% *}"; }

# Put each record's facts into variables and let every process rule judge them.
judge() {
  IFS=$newline
  for line in $process_facts; do
    case $line in '?'*) continue ;; esac
    IFS='|'
    # shellcheck disable=SC2086 # split at bars
    set -- $line
    pid=$1 parent=$2 uid=$3 state=$4 start=$5 age=$6 flags=$7 exe=$8 argv0=$9
    shift 9
    args=$1 comm=$2 parent_exe=$3 life=$4 now=$5 listens=$6 inside=$7 egress=$8 tunnel=$9
    shift 9
    peer=$1 ends=$2 foreign=$3 served=$4 preload=$5 raw=$6 marks=$7
    unset IFS
    settle
    process_rules
  done
  unset IFS
}

# The facts that need a look at the file system: whether the executable is really deleted,
# stands again (gone: it does not), belongs to a package or to the process's unit, and whether an incident froze
# the process.
settle() {
  deleted=0 scratch=0 memfd=0 gone=0 again=0 home=0 packaged=0 contained='' inode=- count=-
  case $links in
    *" $pid:"*)
      count=${links#*" $pid:"}
      inode=${count%%:*}
      count=${count#*:}
      count=${count%% *}
      ;;
  esac
  case $flags in *t*) scratch=1 ;; esac
  case $flags in *m*) memfd=1 ;; esac
  case $flags:$count in
    *m*:*) ;;
    *d*:0 | *d*:-) deleted=1 ;;
    *d*) exe="$exe (deleted)" ;;
  esac
  outside
  case $exe in
    */ld-linux* | */ld-musl*) ;;
    *) ! is_packaged "$exe" || ! believed || packaged=1 ;;
  esac
  case $frozen in *" $pid:$start:"*)
    contained=${frozen#*" $pid:$start:"}
    contained=${contained%% *}
    case $state in [TtD]) ;; *) contained= ;; esac
    ;;
  esac
  case $exe in /home/* | /root/*) home=1 ;; esac
  [ "$deleted" = 0 ] || ! stands "$exe" || again=1
  [ "$deleted$again" != 10 ] || gone=1
  case $parent_exe in '') parent_exe=$(executable_of "$parent") ;; esac
  hot_now=0 hot_life=0
  [ "$life" -lt "$hot" ] || hot_life=1
  [ "$now" -lt "$hot" ] || hot_now=1
  where_from
}

# Whether there is a file at a path, as its process sees it. Arguments: the path.
stands() {
  case $1 in *\\x*) return 1 ;; esac
  if [ -n "$root" ]; then view=$root; elif [ "$own_view" = 1 ] && [ -d "$pid/root/" ]; then view=$pid/root; else view=; fi
  [ -e "$view$1" ]
}

# Whether the process's path is the host's: the same file or, where it is deleted, the same
# mounts.
believed() {
  [ -z "$root" ] || return 0
  if [ "$deleted" = 1 ]; then [ "$own_view" = 0 ]; else [ "$pid/exe" -ef "$exe" ]; fi
}

# Print the executable of a process. Arguments: pid.
# shellcheck disable=SC2086 # one option or none
executable_of() {
  case $1 in '' | 0) return ;; esac
  ls -ln $quiet "$1/exe" 2>/dev/null | awk "$awk_lib"'{ i = index($0, " -> "); if (i) print esc(substr($0, i + 4)) }'
}

# Set own_view where the process has mounts of its own: what it calls a path is then its
# own business.
outside() {
  own_view=0 boxed=0
  [ -z "$root" ] || return 0
  [ "$pid/ns/mnt" -ef 1/ns/mnt ] || [ "$pid/ns/mnt" -ef self/ns/mnt ] || own_view=1
}

# The unit of the system that the process belongs to, by its control group; what that unit
# starts is read when first asked for. And whether the group is a container's. Units of users
# are not believed.
where_from() {
  unit='' unit_exec=''
  [ -r "$pid/cgroup" ] || return 0
  while IFS= read -r group || [ -n "$group" ]; do
    group=${group#*:}
    group=${group#*:}
    case $group in
      /system.slice/docker-* | /docker/* | /kubepods* | /machine.slice/* | /libpod* | /system.slice/*containerd* | /system.slice/crio-* | /lxc/* | /lxc.payload*) in_box ;;
      /system.slice/*.service | /system.slice/*.service/*)
        unit=${group#/system.slice/}
        unit=${unit%%.service*}.service
        unit=${unit##*/}
        ;;
    esac
  done <"$pid/cgroup"
  case $unit in
    '' | *[!A-Za-z0-9@._:\\-]*) unit='' ;;
    *) unit_exec='?' ;;
  esac
}

# Whether the process sees another root than the host's.
own_root() { [ -z "$root" ] && [ -d "$pid/root/" ] && ! [ "$pid/root" -ef 1/root ]; }

# Set benign to what excuses a program off system paths that does something unusual, or to
# '-', and severity to info or, unexcused, to the one given. Arguments: severity.
excuse() {
  severity=info
  if [ "$packaged" = 1 ]; then
    benign=package-owned
  elif own_root; then
    benign=container
  elif [ "$scratch$memfd$home" = 000 ] && near_unit; then
    benign=unit
  else
    benign=- severity=$1
  fi
}

# Whether the process belongs to a service: by its account.
service_account() {
  case $uid in
    65534 | [1-9] | [1-9][0-9] | [1-9][0-9][0-9]) return 0 ;;
  esac
  return 1
}

# Whether its unit starts a program of the same folder, two parts deep, such as /opt/app.
near_unit() {
  ! started_by_unit || return 0
  folder=${exe#/}
  top=${folder%%/*}
  folder=${folder#*/}
  case $newline$unit_exec in
    *"$newline/$top/${folder%%/*}/"* | *[\ @+!:-]"/$top/${folder%%/*}/"*) return 0 ;;
  esac
  return 1
}

# A container has a network of its own as well.
in_box() {
  [ -z "$root" ] && [ "$pid/ns/net" -ef 1/ns/net ] || boxed=1
}

# Print the ExecStart lines of the process's unit.
unit_commands() {
  case $unit in
    *@*) template=${unit%%@*}@.service ;;
    *) template=$unit ;;
  esac
  set +f
  for each in "$root"/etc/systemd/system "$root"/run/systemd/system "$root"/run/systemd/transient \
    "$root"/usr/local/lib/systemd/system "$root"/usr/lib/systemd/system "$root"/lib/systemd/system; do
    for file in "$each/$unit" "$each/$template"; do
      [ -f "$file" ] || continue
      while IFS= read -r entry || [ -n "$entry" ]; do
        case $entry in ExecStart*=*) printf '%s\n' "${entry#*=}" ;; esac
      done <"$file"
      return
    done
  done
}

# Whether the process runs what its own unit starts, by the same path. Uses: exe, unit_exec.
started_by_unit() {
  [ "$unit_exec" != '?' ] || unit_exec=$(unit_commands)
  [ -n "$unit_exec" ] || return 1
  case " $unit_exec$newline" in
    *[\ @+!:-]"$exe"[\ \;]* | *[\ @+!:-]"$exe$newline"*) return 0 ;;
  esac
  return 1
}

# Whether its unit starts a program of the same name, as through a link to the current
# release; never believed of scratch. Uses: exe, unit_exec, scratch.
redeployed_by_unit() {
  ! started_by_unit || return 0
  [ -n "$unit_exec" ] && [ "$scratch" = 0 ] || return 1
  case "$unit_exec$newline" in
    *"/${exe##*/}"[\ \;]* | *"/${exe##*/}$newline"*) return 0 ;;
  esac
  return 1
}
