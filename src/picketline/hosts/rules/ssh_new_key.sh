# HOST-SSH-004 ssh-new-key info..high stable since 0.1
# Title: SSH key in a file changed within the last week
# Why: Adding a key is the commonest way to stay. Without a memory of the host, a change of
#   the file's inode in the last seven days is what tells a new key.
# Limits: An older key is told as info: nothing here knows whether it belongs. Every key of a
#   changed file counts as new; a file of more than twenty is told as one. On a host that is itself younger than a week everything is
#   new, so nothing is told from it. Once the controller knows the host's keys, HOST-DRF-001
#   tells what is new, and this rule is silent.
# Benign: old (the file has not changed for a week), young-host (the host's own machine-id
#   and ssh keys are as young). An accepted key is recorded only.
# Next: If you know whose key it is, accept it; if not, remove it and find who put it there.
# Attack: T1098.004
host_ssh_new_key() {
  ! is_known key || return 0
  young=0
  case $file_facts in *"${newline}T|young|"*) young=1 ;; esac
  each_record ssh_many_keys N "$file_facts"
  each_record ssh_new_key K "$file_facts"
}

# Judge a file of many keys as one. Arguments: file, how many, whether it changed.
ssh_many_keys() {
  key_severity "$3"
  finding HOST-SSH-004 "$severity" 0 file "$1" "many keys" "$benign" "keys=$2"
}

# Judge one key. Arguments: file, line, options, end of key, comment, reason, whether the file
# changed, key.
ssh_new_key() {
  case $newline$file_facts in *"${newline}N|$1|"*) return 0 ;; esac
  key_severity "$7"
  finding HOST-SSH-004 "$severity" 0 file "$1" "${8:-$4}" "$benign" "key=$4" "comment=$5" "line=$2"
}

# Set severity and benign. Arguments: whether the file changed.
key_severity() {
  case $1:$young in
    1:0) severity=high benign=- ;;
    1:1) severity=info benign=young-host ;;
    *) severity=info benign=old ;;
  esac
}
