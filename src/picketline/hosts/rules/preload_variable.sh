# HOST-LIB-002 preload-variable high..high stable since 0.1
# Title: Process loads a library from scratch
# Why: LD_PRELOAD and LD_AUDIT make the loader run foreign code inside a trusted program.
# Limits: Environments of programs at system paths are read by turn, one in sixteen a sweep;
#   a variable that a process removed from its environment is not seen.
# Next: Copy the library, then find what set the variable: a unit, a profile, a parent.
# Attack: T1574.006
process_preload_variable() {
  [ -n "$preload" ] || return 0
  finding HOST-LIB-002 high 0 process "$exe" "${preload%%=*}" - "variable=$preload" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "unit=$unit"
}
