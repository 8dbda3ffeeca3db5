# The whole probe. Arguments: the nonce once more, so that a script cut short never ends well.
main() {
  readonly nonce hot ports turn memory remembered wanted wanted2 wanted3 addresses
  say_header || return 0
  renice -n 10 -p $$ >/dev/null 2>&1
  for tool in awk ls find xargs grep tr; do
    command -v "$tool" >/dev/null 2>&1 || skip tools "this host has no $tool"
  done
  bounded=''
  ! command -v timeout >/dev/null 2>&1 || [ -L "$(command -v timeout)" ] && ! timeout 1 true 2>/dev/null || bounded='timeout 15'
  set +f
  set -- "$1" "$root"/root/incident-*/frozen
  set -f
  hunt=$awk_no_hunt
  [ -z "$wanted" ] || hunt=$awk_hunt
  frozen=''
  [ ! -f "$2" ] || frozen=$(frozen_processes)
  process_facts='' links='' counts='' net='' file_facts='' stage=processes
  processes || skip processes "/proc cannot be entered"
  ask_process_owners
  judge
  process_ran
  process_coverage
  stage=files major=0 minor=0
  hidden_from_ls
  files
  drift
  seek_files
  ask_file_owners
  host_rules
  say_states
  file_coverage
  plain "end$tab$said$tab$1"
}

# Print the header, the system and its load. Fails where this is not Linux.
say_header() {
  plain "picket${tab}1$tab$nonce"
  if [ -n "$root_hex" ]; then
    if [ -n "${SSH_CONNECTION:-}" ]; then
      plain "refused${tab}a fake root over ssh"
      return 1
    fi
    root=$(unhex "$root_hex")
  fi
  if [ ! -r "$root/proc/uptime" ]; then
    plain "unsupported$tab$(uname -s 2>/dev/null)"
    return 1
  fi
  quiet=-q
  load=0 effective=- capabilities=0
  read -r load _ <"$root/proc/loadavg"
  plain "load$tab$load"
  while read -r name value other _; do
    case $name in
      Uid:) effective=$other ;;
      CapEff:) capabilities=$value && break ;;
    esac
  done </proc/self/status
  plain "uid$tab$effective"
}

# Print ' pid:start:incident ' for every process that an incident here says it froze.
frozen_processes() {
  set +f
  for each in "$root"/root/incident-*/frozen; do
    [ -f "$each" ] || continue
    incident=${each%/frozen}
    while read -r pid start _; do
      case $pid$start in '' | *[!0-9]*) continue ;; esac
      printf ' %s:%s:%s ' "$pid" "$start" "${incident##*/incident-}"
    done <"$each"
  done
}

# Say which processes were not looked at, by chance or by plan.
process_coverage() {
  # shellcheck disable=SC2086 # numbers
  set -- ${counts:-0 0 0 0 0 0 0 0 0}
  [ "$1" -gt 0 ] || skip processes "no process could be read"
  [ "$4" -eq 0 ] || skip processes "$4 more suspicious processes than the 256 looked at"
  [ "$3" -eq 0 ] || unread "$3"
  [ "$8" -eq 0 ] || skip processes "$8 have arguments or environments of more than 1 MiB, which are not read"
  [ "$9" -le "$((8 + $1 / 8))" ] || skip processes "$9 were not listed by ls"
  [ "$6" -eq 0 ] || cover init "its executable is closed even to this user"
  [ "$7" -eq 0 ] || cover arguments "of $7 idle processes, each like 16 others, read in other sweeps, by turn"
  [ "$5" -eq 0 ] || cover environments "of $5 processes read in other sweeps, by turn"
  [ "${13:-0}" -eq 0 ] || cover processes "rights, tracers and mapped files of ${13} read in other sweeps, by turn"
  case $newline$net in
    *"${newline}U "*) cover listeners "some sockets belong to no process that is visible here" ;;
  esac
  case $newline$net in *"${newline}O"*) skip sockets "there are more connections than are read" ;; esac
}

# Say which files were not looked at.
file_coverage() { each_record told_gap '?' "$file_facts"; }

# Say that executables could not be read. Arguments: how many.
unread() {
  case $effective:$capabilities in
    0:*[89a-f]????) skip executables "of $1 processes could not be read" ;;
    0:*) cover executables "of $1 processes: this root lacks CAP_SYS_PTRACE" ;;
    *) skip executables "of $1 processes could not be read: not root" ;;
  esac
}

# Pass on a gap that a search met. Arguments: what, why.
told_gap() { skip "$1" "$2"; }
