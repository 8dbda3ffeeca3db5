# HOST-SSH-002 ssh-key-files medium..high stable since 0.1
# Title: Key file in an unusual place or with an unusual owner
# Why: authorized_keys2, a key file that somebody else owns or may write, and keys for an
#   account that should never sign in are where a second way in hides.
# Limits: Of AuthorizedKeysFile, only the tokens %h, %u, %U and %% are known; a path with
#   others is told as not seen.
# Benign: service-account (an account with a login shell of its own, such as git)
# Next: Check each key in the file with its owner; remove what nobody knows.
# Attack: T1098.004
host_ssh_key_files() {
  each_record ssh_key_file Y "$file_facts"
}

# Judge one file. Arguments: file, account, its user id, its shell, mode, owner, size.
ssh_key_file() {
  [ "$7" != 0 ] || return 0
  case $1 in
    */authorized_keys2) finding HOST-SSH-002 high 0 file "$1" authorized_keys2 - "account=$2" ;;
  esac
  case $6 in
    0 | "$3") ;;
    *) finding HOST-SSH-002 high 0 file "$1" owner - "account=$2" "owner=$6" "uid=$3" ;;
  esac
  case $5 in
    ?????w* | ????????w*) finding HOST-SSH-002 high 0 file "$1" writable - "account=$2" "mode=$5" ;;
  esac
  case $3:$4 in
    0:* | [1-9][0-9][0-9][0-9]*:*) ;;
    *:*nologin | *:*/false | *:) finding HOST-SSH-002 high 0 file "$1" no-login - "account=$2" "uid=$3" "shell=$4" ;;
    *) finding HOST-SSH-002 medium 0 file "$1" system-account service-account "account=$2" "uid=$3" "shell=$4" ;;
  esac
}
