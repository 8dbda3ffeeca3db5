# HOST-DRF-004 new-setuid info..medium preview since 0.1
# Title: Setuid program that was not there
# Why: A setuid program that appears is a way to root for whoever knows of it.
# Limits: Only where setuid files are looked for (see HOST-SUI-001, which tells what no package owns,
#   at a higher severity).
# Benign: package-owned (an installed package owns the file)
# Next: See what it is and who put it there. If it is yours, accept it (picket drift accept).
# Attack: T1548.001
host_new_setuid() { each_record new_setuid I "$drift_facts"; }

# Judge one change. Arguments: which, kind, path, owner.
new_setuid() {
  case $1:$2 in
    new:setuid*) ;;
    *) return 0 ;;
  esac
  if is_packaged "$3"; then
    finding HOST-DRF-004 info 0 file "$3" setuid package-owned "owner=$4"
  else
    finding HOST-DRF-004 medium 0 file "$3" setuid - "owner=$4"
  fi
}
