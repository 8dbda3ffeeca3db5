# HOST-DRF-006 new-module info..medium preview since 0.1
# Title: Kernel module that was not loaded before
# Why: A rootkit in the kernel has to be loaded once; before it hides, it is a new module.
# Limits: A module that hides at once is HOST-KRN-001's to tell. Modules built into the kernel are not
#   in /proc/modules.
# Benign: in-tree (the module came with this kernel and bears its signature)
# Next: See where its file is (modinfo) and what loaded it. If it is yours, accept it (picket drift
#   accept).
# Attack: T1547.006
host_new_module() { each_record new_module I "$drift_facts"; }

# Judge one change. Arguments: which, kind, module, whether it is foreign to the kernel.
new_module() {
  case $1:$2:$4 in
    new:module:foreign) finding HOST-DRF-006 medium 0 kernel "$3" module - "module=$3" ;;
    new:module:*) finding HOST-DRF-006 info 0 kernel "$3" module in-tree "module=$3" ;;
  esac
}
