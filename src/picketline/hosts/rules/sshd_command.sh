# HOST-SSH-006 sshd-command info..high preview since 0.1
# Title: sshd starts a program at sign-in
# Why: ForceCommand, Subsystem and AuthorizedPrincipalsCommand run what they name, at every sign-in or
#   when somebody asks; a program in scratch or in a home belongs to whoever may write there.
# Limits: The program is judged by where it lies and who owns it, not by its content.
# Benign: package-owned (an installed package owns the program), match-block (a program in a home, for
#   some sign-ins alone)
# Next: Read the program; if nobody set it up, take the line away and reload sshd.
# Attack: T1546
host_sshd_command() { each_record sshd_command S "$file_facts"; }

# Judge one setting. Arguments: option, file, line, value, whether it is in a Match block.
sshd_command() {
  program=$4
  case $1 in
    forcecommand | authorizedprincipalscommand) ;;
    subsystem) program=${4#*[" $tab"]} ;;
    *) return 0 ;;
  esac
  severity=low benign=-
  case $program in
    *[\ =]/tmp/* | /tmp/* | */var/tmp/* | */dev/shm/* | */dev/tcp/* | */dev/udp/* | /dev/* | */run/user/* | */.[!./]*) severity=high ;;
    /home/* | /root/*)
      severity=high
      [ "$5" = 0 ] || severity=low benign=match-block
      ;;
    /*) ! is_packaged "${program%%[" $tab"]*}" || severity=info benign=package-owned ;;
  esac
  finding HOST-SSH-006 "$severity" 0 file "$2" "$1 $4" "$benign" "command=$4" "line=$3"
}
