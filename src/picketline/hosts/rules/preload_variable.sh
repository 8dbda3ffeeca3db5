# HOST-LIB-002 preload-variable low..high stable since 0.1
# Title: Process loads a library from scratch
# Why: LD_PRELOAD and LD_AUDIT make the loader run foreign code inside a trusted program.
# Limits: Environments of programs at system paths are read by turn, one in sixteen a sweep;
#   a variable that a process removed from its environment is not seen.
# Benign: bundle (an unpacked application loads a library of its own)
# Next: Copy the library, then find what set the variable: a unit, a profile, a parent.
# Attack: T1574.006
process_preload_variable() {
  [ -n "$preload" ] || return 0
  case $exe:$preload in
    /tmp/.mount_*:*)
      bundle=${exe#/tmp/}
      bundle=/tmp/${bundle%%/*}/
      case ${preload#*=} in
        "$bundle"*[:\ ]* | *\\x*) ;;
        "$bundle"*)
          finding HOST-LIB-002 low 0 process "$exe" "${preload%%=*}" bundle "variable=$preload" "exe=$exe"
          return
          ;;
      esac
      ;;
  esac
  finding HOST-LIB-002 high 0 process "$exe" "${preload%%=*}" - "variable=$preload" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "unit=$unit"
}
