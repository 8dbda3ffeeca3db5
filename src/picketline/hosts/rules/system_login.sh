# HOST-USR-003 system-login info..high preview since 0.1
# Title: Account of the system can sign in
# Why: nobody, bin or games with a shell and a password or a key is a way in under a name that
#   nobody watches.
# Limits: Only accounts of /etc/passwd. Passwords are known to root alone. Keys of other system accounts
#   are HOST-SSH-002's to tell.
# Benign: service-account (an account of a service, with a password of its own)
# Next: If nobody set it up on purpose, lock the account (usermod -L -s /usr/sbin/nologin) and remove its keys.
# Attack: T1078.003
host_system_login() { each_record system_login system "$rare_facts"; }

# Judge one account. Arguments: the account, its shell, its user id, what its password is.
system_login() {
  opened=''
  [ "$4" != set ] || opened=password
  case $1 in
    nobody | bin | daemon | sys | games | man | lp | mail | news | uucp | proxy | irc | sshd | messagebus | _apt | adm)
      ! has_keys "$1" || opened="${opened:+$opened and }keys"
      [ -z "$opened" ] || finding HOST-USR-003 high 0 account "$1" "$opened" - "shell=$2" "uid=$3"
      return
      ;;
  esac
  case $opened:$1 in
    :*) ;;
    *:www-data | *:apache | *:nginx | *:http) finding HOST-USR-003 medium 0 account "$1" "$opened" - "shell=$2" "uid=$3" ;;
    *) finding HOST-USR-003 info 0 account "$1" "$opened" service-account "shell=$2" "uid=$3" ;;
  esac
}

# Whether one of an account's files holds keys. Arguments: the account.
has_keys() {
  IFS=$newline
  for entry in $file_facts; do
    case $entry in 'Y|'*"|$1|"*) ;; *) continue ;; esac
    entry=${entry#??}
    case $newline$file_facts in
      *"${newline}K|${entry%%"|"*}|"*)
        unset IFS
        return 0
        ;;
    esac
  done
  unset IFS
  return 1
}
