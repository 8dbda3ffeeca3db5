# HOST-KRN-003 kernel-taint info..medium preview since 0.1
# Title: Kernel is tainted by a module from elsewhere
# Why: A module that was not built with this kernel, is not signed or was loaded by force leaves its
#   letter in the kernel's taint, also after it is gone or hidden.
# Limits: A rootkit can clear the taint, or be signed. Whether a module is honest is told by its name,
#   which anybody can give.
# Benign: known-module (each module from elsewhere has the name of a driver or an agent)
# Next: See where each module comes from (modinfo); if none is listed, what set the taint is gone
#   or hides: look at the kernel's log.
# Attack: T1547.006
host_kernel_taint() { each_record kernel_taint taint "$rare_facts"; }

# Judge the taint. Arguments: its letters, its value, what the modules are, the modules.
kernel_taint() {
  severity=low benign=-
  case $1:$3 in
    *F*:*) severity=medium ;;
    *R*:*) ;;
    *:known) severity=info benign=known-module ;;
  esac
  finding HOST-KRN-003 "$severity" 0 kernel tainted "$1" "$benign" "value=$2" "modules=$4"
}
