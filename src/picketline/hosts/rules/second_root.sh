# HOST-USR-001 second-root critical..critical stable since 0.1
# Title: Another account has root's user id
# Why: Whoever signs in to it is root, under a name that nobody watches.
# Limits: Accounts from LDAP or other sources than /etc/passwd are not read.
# Benign: None is told apart. toor on systems with BSD habits is one; accept it by name.
# Next: If nobody set it up on purpose, remove the account and find how it came.
# Attack: T1136.001
host_second_root() {
  each_record second_root root "$rare_facts"
}

# Tell of one account. Arguments: name, user id, home, shell.
second_root() {
  finding HOST-USR-001 critical 0 account "$1" uid0 - "uid=$2" "home=$3" "shell=$4"
}
