# HOST-KRN-004 kernel-probe info..high preview since 0.1
# Title: Probe on a function of the kernel that lists things
# Why: A rootkit hides files, processes and connections by standing between the kernel and what lists
#   them: getdents, filldir, tcp4_seq_show, next_tgid.
# Limits: Only what kprobes and ftrace list is seen: a rootkit that overwrites code or tables is not,
#   nor one that is off the lists. What ftrace hooks is read in one of four sweeps. Without
#   debugfs, or not as root, nothing is seen, and the coverage says so. Who set a probe is not told
#   by the kernel.
# Benign: tracer (an agent's own module is loaded: falco, sysdig, systemtap, lttng, lkrg)
# Next: Name the tool that set it (bpftrace, an agent, systemtap). If there is none, treat the kernel as
#   hostile: take the disk to another machine.
# Attack: T1014
host_kernel_probe() {
  [ -r "$root/sys/kernel/debug/kprobes/list" ] || cover probes "the kernel's list of probes is not there or closed to this user"
  if ! hooks_due; then
    cover hooks "what ftrace hooks is read in one of four sweeps"
  elif [ ! -r "$root/sys/kernel/tracing/enabled_functions" ]; then
    cover hooks "the kernel's list of hooks is not there or closed to this user"
  fi
  each_record kernel_probe probe "$rare_facts"
}

# Judge probes of one purpose. Arguments: the purpose, the functions, whether a tracer is loaded, the module.
kernel_probe() {
  benign=-
  case $1:$3 in
    module:*) severity=high ;;
    hook:*) severity=medium ;;
    hide:1) severity=low benign=tracer ;;
    hide:*) severity=medium ;;
    *:1) severity=info benign=tracer ;;
    *) severity=low ;;
  esac
  finding HOST-KRN-004 "$severity" 0 kernel "probes" "$1 $2" "$benign" "functions=$2" "module=$4"
}
