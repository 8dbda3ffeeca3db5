# HOST-PROC-002 mount-over-proc critical..critical stable slam-dunk since 0.1
# Title: A mount hides a process
# Why: Mounting a folder over /proc/PID makes ps, top and every agent blind to that process.
#   No ordinary program does it.
# Limits: Only mounts of the probe's own and of init's mount namespace are read.
# Benign: None is known: hidepid and lxcfs mount elsewhere.
# Next: Look beneath: unshare -m, then mount -t proc proc /proc there, and read /proc/PID.
# Attack: T1564.013
host_mount_over_proc() {
  each_record mount_over_proc M "$file_facts"
}

# Tell of one mount. Arguments: pid, where, source.
mount_over_proc() {
  pid=$1 start=- inode=-
  contained=''
  case $frozen in *" $pid:"*)
    contained=${frozen#*" $pid:"}
    contained=${contained#*:}
    contained=${contained%% *}
    ;;
  esac
  finding HOST-PROC-002 critical 1 process "hidden process" "$3" - "mount=$2" "source=$3" "contained=$contained"
}
