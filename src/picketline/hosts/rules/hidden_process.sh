# HOST-PROC-003 hidden-process high..critical preview since 0.1
# Title: Process that the listing of /proc leaves out
# Why: A rootkit takes a process out of the listing of /proc and forgets another place that shows
#   it: a child names its parent, a control group its members, the kernel counts every thread, and
#   its folder can still be entered.
# Limits: Control groups and numbers that nobody lists are tried by turn. Threads are counted in the
#   first namespace of pids alone, and only where nothing begins or ends meanwhile. A rootkit that
#   lies everywhere alike is not seen.
# Benign: None is known: what ends between two views is sought again twice before it is told.
# Next: Treat the host as compromised: the kernel or a preloaded library lies. Look from outside, at
#   its disk or its memory.
# Attack: T1014 T1564.001
host_hidden_process() { each_record hidden_process Q "$hidden"; }

# Tell of one. Arguments: pid, view, who shows it, name.
hidden_process() {
  if [ "$2" = threads ]; then
    finding HOST-PROC-003 high 0 kernel threads "$3 threads" - "threads=$3"
    return
  fi
  pid=$1 start=- inode=-
  exe=$(executable_of "$1")
  finding HOST-PROC-003 critical 0 process "hidden process" "$2" - "view=$2" "shown_by=$3" "name=$4" "exe=$exe"
}
