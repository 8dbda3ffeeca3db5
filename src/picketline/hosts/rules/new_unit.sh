# HOST-DRF-005 new-unit info..medium preview since 0.1
# Title: Unit of systemd that is new or changed
# Why: A unit starts a program at every boot, as root if it likes.
# Limits: Links that enable a unit are not compared, nor transient units. Units are compared in one
#   sweep of three, those that packages bring in one of twelve. What a package brought is asked of dpkg;
#   elsewhere its ownership is enough. HOST-UNT-001 tells what a unit starts from scratch, at a higher severity.
# Benign: package-owned (an installed package owns the file, and brought it as it is)
# Next: See what it starts and who deployed it. If it is yours, accept it (picket drift accept).
# Attack: T1543.002
host_new_unit() { each_record new_unit I "$drift_facts"; }

# Judge one change. Arguments: which, kind, path, sum.
new_unit() {
  case $1:$2 in
    new:unit* | changed:unit*) ;;
    *) return 0 ;;
  esac
  if is_as_packaged "$3"; then
    finding HOST-DRF-005 info 0 file "$3" "$4" package-owned "change=$1"
  else
    finding HOST-DRF-005 medium 0 file "$3" "$4" - "change=$1"
  fi
}
