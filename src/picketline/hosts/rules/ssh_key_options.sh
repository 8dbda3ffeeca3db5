# HOST-SSH-001 ssh-key-options medium..critical stable since 0.1
# Title: SSH key that runs a command or changes the environment
# Why: command= and environment= before a key are a way to run code at every sign-in.
# Limits: Keys from AuthorizedKeysCommand are not read. A forced command is judged by its
#   line, not by the script that it calls.
# Benign: None is told apart. Forced commands of git and backup servers (gitolite, gitlab-shell,
#   borg, rsync) and restricted keys are medium.
# Next: Ask the key's owner; remove the key if nobody knows the option.
# Attack: T1098.004
host_ssh_key_options() {
  each_record ssh_key_options K "$file_facts"
}

# Judge one key. Arguments: file, line, options, key, comment, reason the options are shady.
ssh_key_options() {
  case $6:$3 in
    ?*:*command=* | ?*:*environment=*) severity=critical ;;
    *environment=*LD_*) severity=critical ;;
    *environment=*) severity=high ;;
    *command=*internal-sftp* | *command=*git-shell* | *command=*rsync* | *command=*borg* | *command=*gitolite* | *command=*gitlab-shell* | *command=*gitea* | *command=*forgejo*) severity=medium ;;
    *command=*restrict* | *restrict*command=* | *no-pty*command=* | *command=*no-pty*) severity=medium ;;
    *command=*/bin/*sh* | *command=*bash* | *command=*nc\ * | *command=*python* | *command=*perl*) severity=high ;;
    *command=* | *tunnel=*) severity=medium ;;
    *) return 0 ;;
  esac
  finding HOST-SSH-001 "$severity" 0 file "$1" "$4" - "options=$3" "key=$4" "comment=$5" "reason=$6" "line=$2"
}
