# HOST-DRF-007 new-cron info..medium preview since 0.1
# Title: Scheduled job that is new or changed
# Why: Cron brings a miner back after every restart.
# Limits: Jobs are compared in one sweep of three; those of at are not, as they come and go. What a package brought is asked of
#   dpkg; elsewhere its ownership is enough. HOST-CRN-001 tells what a job runs from scratch or
#   fetches, at a higher severity.
# Benign: package-owned (an installed package owns the file, and brought it as it is)
# Next: See what it runs and who put it there. If it is yours, accept it (picket drift accept).
# Attack: T1053.003
host_new_cron() { each_record new_cron I "$drift_facts"; }

# Judge one change. Arguments: which, kind, path, sum.
new_cron() {
  case $1:$2 in
    new:cron | changed:cron) ;;
    *) return 0 ;;
  esac
  if is_as_packaged "$3"; then
    finding HOST-DRF-007 info 0 file "$3" "$4" package-owned "change=$1"
  else
    finding HOST-DRF-007 medium 0 file "$3" "$4" - "change=$1"
  fi
}
