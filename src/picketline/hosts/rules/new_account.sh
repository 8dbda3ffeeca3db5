# HOST-DRF-003 new-account medium..high preview since 0.1
# Title: Account that was not there, or is not what it was
# Why: An account of their own lets an intruder come back by the front door.
# Limits: Accounts of a directory service (LDAP, SSSD) are not in /etc/passwd. What was there when the
#   host was first swept counts as known.
# Benign: None is told apart: a package that brings an account, or a colleague who made one.
#   Announce it (picket drift expect) or accept it.
# Next: Ask who made it. If it is yours, accept it (picket drift accept); if not, lock it and find
#   who made it.
# Attack: T1136.001
host_new_account() { each_record new_account I "$drift_facts"; }

# Judge one change. Arguments: which, kind, name, uid:gid:home:shell, the same before.
new_account() {
  case $1:$2 in
    new:account | changed:account) ;;
    *) return 0 ;;
  esac
  case $4 in
    */nologin | */false | */sync | */shutdown | */halt) severity=medium ;;
    *) severity=high ;;
  esac
  finding HOST-DRF-003 "$severity" 0 account "$3" "$4" - "account=$4" "earlier=$5"
}
