# HOST-USR-002 login-shell low..high preview since 0.1
# Title: Login shell where none belongs, or one that only looks harmless
# Why: A copy of a shell called "nologin " with a space, or nologin that is a shell, opens an account that
#   everybody takes for closed.
# Limits: A nologin that was replaced by another program, and is no link to a shell, is not seen here. A
#   shell in a home is not told if /etc/shells lists it.
# Benign: own-manager (a shell that Homebrew or Nix put into a home)
# Next: Look at what the shell is, and at who may sign in to the account.
# Attack: T1098 T1036.005
host_login_shell() {
  for each in /usr/sbin/nologin /sbin/nologin /bin/false /usr/bin/false; do
    [ -e "$root$each" ] || continue
    [ ! "$root$each" -ef "$root/bin/busybox" ] || continue
    for shell in /bin/bash /bin/dash /bin/zsh; do
      [ "$root$each" -ef "$root$shell" ] || continue
      finding HOST-USR-002 high 0 file "$each" "$shell" - "shell=$shell"
      break 2
    done
  done
  each_record login_shell shell "$rare_facts"
}

# Judge one account's shell. Arguments: the account, the shell, what is odd of it.
login_shell() {
  severity=low benign=-
  case $3:$2 in
    scratch:*) severity=high ;;
    home:/home/linuxbrew/* | home:*/.nix-profile/* | home:*/.local/state/nix/*) benign=own-manager ;;
    home:*) severity=high ;;
    odd:*\\x*) ;;
    odd:*) [ ! -e "$root$2" ] || severity=high ;;
    *)
      ! is_packaged "$2" || return 0
      [ "$3" != alike ] || severity=medium
      ;;
  esac
  finding HOST-USR-002 "$severity" 0 account "$1" "$2" "$benign" "shell=$2"
}
