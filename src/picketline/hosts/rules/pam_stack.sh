# HOST-PAM-001 pam-stack low..high preview since 0.1
# Title: PAM lets anybody in, or runs something suspect
# Why: What /etc/pam.d names runs as root at every login and sees the password: pam_permit in
#   front lets anybody in, pam_exec starts a program, a module at a path of its own is a back
#   door.
# Limits: A module in its usual folder that was replaced is not seen here. pam_permit is told
#   only where no module that could refuse stands before it in the same file. All but programs
#   in scratch is looked for at every other sweep.
# Benign: vendor (a module in /opt or elsewhere in /usr, as vendors put theirs), root-script
#   (pam_exec starts a script in root's home)
# Next: Put the file back from its package, then look at the program or module that it named;
#   change the passwords that were typed since.
# Attack: T1556.003
host_pam_stack() {
  each_record pam_stack 'W|pam' "$file_facts"
}

# Judge one line. Arguments: kind, path, line number, reason, line.
pam_stack() {
  case $4 in
    vendor | root-script) finding HOST-PAM-001 low 0 file "$2" "$5" "$4" "reason=$4" "command=$5" "line=$3" ;;
    *) shady_text HOST-PAM-001 "$@" ;;
  esac
}
