# HOST-USR-005 account-file-mode low..high preview since 0.1
# Title: Others may change or read a file that decides who is root
# Why: Whoever may write to passwd, shadow, sudoers or sshd_config makes himself root; whoever may read
#   shadow can guess passwords at leisure.
# Limits: Access lists and attributes are not read, nor the folders above.
# Benign: group-root (only root's own group may write)
# Next: Set owner and mode back, as the package has them; look at what was changed meanwhile.
# Attack: T1222.002
host_account_file_mode() { each_record account_file_mode mode "$rare_facts"; }

# Judge one file. Arguments: the file, what is wrong, its mode, its owner, its group.
account_file_mode() {
  case $2 in
    group-root) finding HOST-USR-005 low 0 file "$1" "$2" group-root "mode=$3" "owner=$4" "group=$5" ;;
    *) finding HOST-USR-005 high 0 file "$1" "$2" - "mode=$3" "owner=$4" "group=$5" ;;
  esac
}
