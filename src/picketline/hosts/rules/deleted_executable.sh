# HOST-EXE-001 deleted-executable info..high stable slam-dunk since 0.1
# Title: Process runs from a deleted executable
# Why: Malware removes its file once it runs, so that no scan of the disk finds it. The
#   link count of /proc/PID/exe tells a deleted file from one merely named "(deleted)".
# Limits: A program in a container is judged by the paths of its own root. Off
#   scratch, a program deleted by a deployment or a clean-up looks the same as malware:
#   there a miner's arguments are needed as well before anything is done. After ten days in
#   scratch the system's own cleaning may have deleted the file: told, not acted on. CPU
#   that is used in short bursts stays below the threshold.
# Benign: package-upgrade (the file stands again at a system path), replaced-in-place (it
#   stands again elsewhere), redeployed (a system unit starts a program of its name)
# Next: Compare the recovered copy (/proc/PID/exe) with what should run there; if nobody
#   can name it, contain it and look at how it was started.
# Attack: T1070.004
process_deleted_executable() {
  [ "$deleted" = 1 ] || return 0
  case $flags in *k*) return 0 ;; esac
  set -- "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "cpu_life=$life" "cpu_now=$now" "links=$count" "unit=$unit" "contained=$contained"
  case $own_view:$flags:$again in
    *:*o*:1 | 1:*:1) finding HOST-EXE-001 "$(replaced_severity)" 0 process "$exe" deleted replaced-in-place "$@" ;;
    *:*o*:0)
      if redeployed_by_unit; then
        finding HOST-EXE-001 info 0 process "$exe" deleted redeployed "$@"
      else
        finding HOST-EXE-001 "$(deleted_severity)" "$(deleted_for_sure)" process "$exe" deleted - "$@"
      fi
      ;;
    *:1) finding HOST-EXE-001 info 0 process "$exe" deleted package-upgrade "$@" ;;
    *) finding HOST-EXE-001 medium 0 process "$exe" deleted - "$@" ;;
  esac
}

# Print info, or medium where only the process itself sees the path at which the file stands.
replaced_severity() { if [ "$own_view" = 1 ]; then printf medium; else printf info; fi; }

# Print high for an executable that was in scratch, keeps a processor busy or is frozen
# already, else medium.
deleted_severity() {
  case $scratch$hot_life$hot_now$contained in
    1* | 011* | 00?[0-9]* | 010[0-9]*) printf high ;;
    *) printf medium ;;
  esac
}

# Print 1 if this can only be malware (or was, when it was frozen): deleted beyond doubt and
# on the processor for a minute and more. Outside scratch, where deployments and builds
# delete what still runs, only with a miner's arguments. After ten days the system's own
# cleaning of scratch may have deleted it.
deleted_for_sure() {
  case $count:$hot_life:$hot_now:$contained in
    0:*:*:[0-9]*) printf 1 && return ;;
    0:1:1:) ;;
    *) printf 0 && return ;;
  esac
  if [ "$age" -lt 60 ]; then printf 0 && return; fi
  if [ "$age" -ge 864000 ]; then printf 0 && return; fi
  case $scratch:$flags in
    1:* | *:*w*) printf 1 ;;
    *) printf 0 ;;
  esac
}
