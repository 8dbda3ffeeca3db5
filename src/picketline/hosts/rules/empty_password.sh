# HOST-USR-004 empty-password low..high preview since 0.1
# Title: Account without a password
# Why: Whoever knows the name is in; an intruder needs no secret to come back.
# Limits: /etc/shadow is read by root alone. Whether sshd or PAM lets an empty password pass is not asked.
#   What stands in a password's place never leaves the host, nor a part of it.
# Benign: None is told apart. An image for a lab or a kiosk may want it. A password that stands in
#   /etc/passwd itself is low.
# Next: Lock the account (passwd -l) or set a password; a password in /etc/passwd belongs into
#   /etc/shadow (pwconv).
# Attack: T1098
host_empty_password() { each_record empty_password empty "$rare_facts"; }

# Judge one account. Arguments: the account, its shell, where.
empty_password() {
  case $3 in
    hash) finding HOST-USR-004 low 0 account "$1" "password in /etc/passwd" - "shell=$2" ;;
    *) finding HOST-USR-004 high 0 account "$1" empty - "file=/etc/$3" "shell=$2" ;;
  esac
}
