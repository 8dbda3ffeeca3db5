# HOST-CPU-002 cpu-hot info..high stable since 0.1
# Title: Processor kept busy for long
# Why: Mining is paid in processor time, whatever its file is called. Busy means at or above
#   PICKET_CPU_HOT per cent of one processor, both in the process's lifetime and in a short
#   second sample; on a machine short of processors, a thread that never sleeps counts in
#   full.
# Limits: A miner held below the threshold is not seen. One that hides in a long-lived
#   program shows in the second sample only and is recorded.
# Benign: package-owned (an installed package owns the executable, and it is no interpreter
#   that runs a file in scratch)
# Next: Ask who started it. If nobody knows, look at its connections and its parent.
# Attack: T1496.001
process_cpu_hot() {
  case $scratch$gone$memfd in 000) ;; *) return 0 ;; esac
  case $flags in *k*) return 0 ;; esac
  [ "$hot_now" = 1 ] || return 0
  case $flags:$deleted:$own_view in
    *o*) ;;
    *:1:0) return 0 ;;
  esac
  set -- "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "cpu_life=$life" "cpu_now=$now" "unit=$unit"
  case $packaged:$flags in *:*x*) packaged=0 ;; esac
  if [ "$packaged" = 1 ]; then
    finding HOST-CPU-002 info 0 process "$exe" busy package-owned "$@"
  elif [ "$hot_life" = 1 ] && [ "$age" -ge 60 ]; then
    finding HOST-CPU-002 high 0 process "$exe" busy - "$@"
  else
    finding HOST-CPU-002 medium 0 process "$exe" busy - "$@"
  fi
}
