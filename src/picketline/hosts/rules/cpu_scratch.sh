# HOST-CPU-001 cpu-scratch medium..high stable since 0.1
# Title: Processor kept busy by a program in a scratch folder
# Why: Miners are dropped where anyone may write: /tmp, /var/tmp, /dev/shm, /run/user.
# Limits: A program that stays below PICKET_CPU_HOT, or is copied to a home first, is not
#   seen here. Unpacked applications and test binaries run from /tmp too: a person decides.
# Benign: go-test (the go tool is its parent and its folder is go's own)
# Next: Find who put the file there and what it talks to; a hash of it can be looked up.
# Attack: T1496.001
process_cpu_scratch() {
  case $scratch$gone$memfd in 100) ;; *) return 0 ;; esac
  case $flags in *k*) return 0 ;; esac
  [ "$hot_now" = 1 ] || [ "$hot_life" = 1 ] || return 0
  set -- "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "cpu_life=$life" "cpu_now=$now"
  case $exe:$parent_exe in
    /tmp/go-build*:*/go/bin/go | /tmp/go-build*:/usr/lib/go*/bin/go)
      finding HOST-CPU-001 medium 0 process "$exe" busy go-test "$@"
      return
      ;;
  esac
  case $hot_life$hot_now in
    11) finding HOST-CPU-001 high 0 process "$exe" busy - "$@" ;;
    *) finding HOST-CPU-001 medium 0 process "$exe" busy - "$@" ;;
  esac
}
