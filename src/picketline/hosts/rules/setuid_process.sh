# HOST-PROC-010 setuid-process info..high preview since 0.1
# Title: Setuid program from an odd path
# Why: A program that runs as root, and was started by somebody who is not, is how a back door of
#   one line gives root away. What a system needs of the kind lies at system paths.
# Limits: A program that makes itself root in full is not told apart from root's own. One in /opt or
#   /usr/local is recorded only; HOST-SUI-001 tells of the files.
# Benign: package-owned, container (the program has a root of its own)
# Next: Look at the file, who put it there and who used it.
# Attack: T1548.001
process_setuid_process() {
  case $marks in *B*) each_record setuid_process "B|$pid" "$extras" ;; esac
}

# Judge one. Arguments: pid, real uid, effective uid, capabilities.
setuid_process() {
  [ "$3" = 0 ] || return 0
  set -- "real_uid=$2" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
  if [ "$packaged" = 1 ]; then
    finding HOST-PROC-010 info 0 process "$exe" setuid package-owned "$@"
  elif own_root; then
    finding HOST-PROC-010 info 0 process "$exe" setuid container "$@"
  else
    case $exe:$flags in
      *:*[tmh]*) finding HOST-PROC-010 high 0 process "$exe" setuid - "$@" ;;
      /opt/* | /usr/local/*) finding HOST-PROC-010 medium 0 process "$exe" setuid - "$@" ;;
      *) finding HOST-PROC-010 high 0 process "$exe" setuid - "$@" ;;
    esac
  fi
}
