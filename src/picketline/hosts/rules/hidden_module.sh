# HOST-KRN-001 hidden-module critical..critical stable since 0.1
# Title: Kernel module that /proc/modules does not list
# Why: A rootkit takes itself off the list of modules and forgets /sys/module, where every
#   loaded module has an initstate.
# Limits: A rootkit that hides in both places is not seen. A kernel without modules has
#   nothing to compare, which the coverage says.
# Benign: None is known.
# Next: Treat the kernel as hostile: take the disk to another machine.
# Attack: T1014
host_hidden_module() {
  [ -r "$root/proc/modules" ] || cover modules "this kernel has no /proc/modules"
  each_record hidden_module O "$file_facts"
}

# Tell of one module. Arguments: its name.
hidden_module() {
  finding HOST-KRN-001 critical 0 kernel "$1" hidden - "module=$1"
}
