# HOST-SSH-003 ssh-keys-command info..critical stable since 0.1
# Title: sshd asks a program who may sign in
# Why: AuthorizedKeysCommand can let anybody in without a key on the disk.
# Limits: Only /etc/ssh/sshd_config and sshd_config.d are read; a Match block counts as
#   if it held for all.
# Benign: package-owned (an installed package owns the program)
# Next: Read the program; if nobody set it up, remove the line and reload sshd.
# Attack: T1556
host_ssh_keys_command() {
  each_record ssh_keys_command S "$file_facts"
}

# Judge one setting. Arguments: option, file, line, value.
ssh_keys_command() {
  [ "$1" = authorizedkeyscommand ] || return 0
  program=${4%% *}
  case $program in
    none | '') return 0 ;;
    /tmp/* | /var/tmp/* | /dev/* | /run/* | /home/* | */.[!./]*) finding HOST-SSH-003 critical 0 file "$2" "$program" - "command=$4" "line=$3" ;;
    */*sh | */env | */python* | */perl* | */ruby* | */php* | */node*) finding HOST-SSH-003 high 0 file "$2" "$program" - "command=$4" "line=$3" ;;
    *)
      if is_packaged "$program"; then
        finding HOST-SSH-003 info 0 file "$2" "$program" package-owned "command=$4" "line=$3"
      else
        finding HOST-SSH-003 high 0 file "$2" "$program" - "command=$4" "line=$3"
      fi
      ;;
  esac
}
