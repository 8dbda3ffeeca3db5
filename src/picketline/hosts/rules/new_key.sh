# HOST-DRF-001 new-key high..high preview since 0.1
# Title: SSH key that was not there
# Why: An added key is the commonest way to stay. The controller remembers every key of the host, so
#   that a new one is told whatever the age of its file.
# Limits: What was there when the host was first swept counts as known. A key in a place that sshd is
#   not told of is not read.
# Benign: None is told apart: a colleague's new key or machine. Announce it (picket drift expect) or
#   accept it.
# Next: If you know whose key it is, accept it (picket drift accept); if not, remove it and find who
#   put it there.
# Attack: T1098.004
host_new_key() { each_record new_key I "$drift_facts"; }

# Judge one change. Arguments: which, kind, file and key, options, earlier options.
new_key() {
  case $1:$2 in
    new:key) finding HOST-DRF-001 high 0 file "${3% *}" "${3##* }" - "key=$(key_end "$3")" "options=$4" ;;
    changed:key) finding HOST-DRF-001 high 0 file "${3% *}" "${3##* } $4" - "key=$(key_end "$3")" "options=$4" "earlier=$5" ;;
  esac
}

# Print the last 28 characters of a key. Arguments: text that ends with it.
key_end() { printf '%s' "${1#"${1%????????????????????????????}"}"; }
