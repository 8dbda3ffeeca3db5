# Asking a container engine of the host. Nothing that a container can write reaches a
# command: its id is hex digits that the kernel said, a policy is one of four words.
engine_seconds=8
stuck='' asked=0 soon='' outside=''
fields='{{.Id}}|{{.State.Pid}}|{{.State.Status}}|{{.State.Paused}}|{{.HostConfig.RestartPolicy.Name}}|{{.HostConfig.RestartPolicy.MaximumRetryCount}}|{{.HostConfig.AutoRemove}}|{{.Name}}|'

# Set program to that of the engine at hand, and outside to what runs it where mounts are
# not our own. Fails, saying why, if it cannot be asked.
find_engine() {
  if [ "$private" = 1 ] && [ "$(namespace self)" != "$(namespace "$PPID")" ]; then
    outside="nsenter -t $PPID -m"
  fi
  why='no-timeout'
  command -v timeout >/dev/null || return 1
  ! timeout -k 1 1 true 2>/dev/null || soon='-k 2'
  why='no-engine'
  for program in "/usr/bin/$engine" "/usr/local/bin/$engine"; do
    [ ! -f "$program" ] || [ ! -x "$program" ] || return 0
  done
  return 1
}

# Ask the engine; its answer, cut above 1 MiB, is the file $answer. Fails, saying why, if it
# fails or does not answer in time; then it is not asked again. Arguments: its own.
ask() {
  why='engine-stuck'
  case $stuck in *" $engine "*) return 1 ;; esac
  asked=$((asked + 1))
  answer=$lock_folder/$asked
  {
    {
      # shellcheck disable=SC2086 # several words, or nothing
      timeout $soon "$engine_seconds" $outside env "DOCKER_CONFIG=$lock_folder" DOCKER_HOST=unix:///var/run/docker.sock "$program" "$@" 2>"$answer.said"
      printf '%s\n' "$?" >"$answer.code"
    } | head -c 1048577 >"$answer"
    : >"$answer.done"
  } </dev/null >/dev/null 2>&1 &
  waited=0
  until [ -e "$answer.done" ] || [ "$waited" -gt $((engine_seconds * 10 + 30)) ]; do
    if sleep 0.1 2>/dev/null; then waited=$((waited + 1)); else
      sleep 1
      waited=$((waited + 10))
    fi
  done
  code=124
  [ ! -e "$answer.done" ] || read -r code <"$answer.code"
  case $code in 124 | 137 | 143) stuck="$stuck $engine " && return 1 ;; esac
  why='engine-failed'
  case $code in 0 | 141) ;; *) return 1 ;; esac
}

# Ask how the container at hand is: set main, status, paused, policy, remove and name.
question() {
  ask inspect --type container --format "$fields" "$id" || return 1
  why='engine-failed'
  IFS='|' read -r known main status paused policy retries remove name _ <"$answer" || return 1
  [ "$known" = "$id" ] || return 1
  case $main in '' | *[!0-9]*) return 1 ;; esac
  case $retries in '' | *[!0-9]*) retries=0 ;; esac
  case $policy in
    '' | no) policy=no ;;
    always | unless-stopped) ;;
    on-failure) [ "$retries" = 0 ] || policy=on-failure:$retries ;;
    *) policy=unknown ;;
  esac
  name=${name#/}
  case $name in '' | *[!A-Za-z0-9_.-]*) name=- ;; esac
  [ "${#name}" -le 64 ] || name=-
}

# Whether the container at hand is no more. Its engine has to answer for that.
vanished() {
  ask ps --all --no-trunc --filter "id=$id" --format '{{.ID}}' && [ ! -s "$answer" ]
}

# Whether the engine at hand can change a restart policy.
can_update() {
  [ "$engine" != docker ] || return 0
  ask update --help || return 1
  while read -r line; do
    case $line in *--restart*) return 0 ;; esac
  done <"$answer"
  return 1
}

# Note what is about to be or was done to the container at hand. Arguments: what.
log() {
  printf '%s %s %s %s %s %s\n' "$id" "$engine" "$1" "$policy" "$pid" "$start" >>"$incident/containers"
}

# Tell what became of the container at hand. Arguments: its state, its restart policy.
tell() {
  said=$((said + 1))
  plain "container$tab$pid$tab$engine$tab$id$tab$name$tab$1$tab$policy$tab$2"
}
