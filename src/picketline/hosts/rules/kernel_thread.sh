# HOST-PROC-001 kernel-thread-masquerade info..critical stable slam-dunk since 0.1
# Title: Program passes itself off as a kernel thread
# Why: A name such as [kworker/0:1] hides among the kernel's own. The kernel marks its
#   threads with PF_KTHREAD, which no program can set.
# Limits: A program that takes the name of an ordinary daemon is not seen here.
# Benign: title (an installed program that writes its title in brackets, with no kernel
#   thread's name)
# Next: It is hiding: treat the host as compromised, and look at who started it.
# Attack: T1036.004
process_kernel_thread() {
  case $flags in *k*) ;; *) return 0 ;; esac
  set -- "argv0=$argv0" "comm=$comm" "exe=$exe" "parent=$parent_exe" "uid=$uid" "age=$age" "cpu_life=$life" "deleted=$deleted" "unit=$unit" "contained=$contained"
  known=0
  case $flags in *K*) known=1 ;; esac
  case $scratch$memfd:$known:$deleted:$again:$count in
    1?:1:* | ?1:1:*) finding HOST-PROC-001 critical 1 process "$exe" bracket - "$@" ;;
    00:1:1:0:0)
      case $flags in
        *o*) finding HOST-PROC-001 critical 1 process "$exe" bracket - "$@" ;;
        *) finding HOST-PROC-001 critical 0 process "$exe" bracket - "$@" ;;
      esac
      ;;
    00:1:*) finding HOST-PROC-001 high 0 process "$exe" bracket - "$@" ;;
    1?:* | ?1:*) finding HOST-PROC-001 critical 0 process "$exe" bracket - "$@" ;;
    *)
      if [ "$packaged" = 1 ]; then
        finding HOST-PROC-001 info 0 process "$exe" bracket title "$@"
      else
        finding HOST-PROC-001 high 0 process "$exe" bracket - "$@"
      fi
      ;;
  esac
}
