# HOST-SSH-005 sshd-setting info..high preview since 0.1
# Title: sshd is set more open than it should be
# Why: Empty passwords, an environment that who signs in may set, and a certificate authority of an
#   intruder's are ways in that no key file shows.
# Limits: A later line that an earlier one overrules counts as well. What sshd was given on its command
#   line, or reads from a file named there, is not seen. Files that an included file includes are
#   not followed.
# Benign: opinion (common, and a matter of taste), match-block (it holds for some sign-ins alone)
# Next: Take the line away, check with sshd -t, reload sshd.
# Attack: T1556
host_sshd_setting() { each_record sshd_setting S "$file_facts"; }

# Judge one setting. Arguments: option, file, line, value, whether it is in a Match block.
sshd_setting() {
  severity=info benign=opinion
  case $1:$5 in
    permitrootlogin:* | acceptenv:* | strictmodes:*) ;;
    permitemptypasswords:0) severity=high benign=- ;;
    permitemptypasswords:*) severity=low benign=match-block ;;
    setenv:*) severity=high benign=- ;;
    permituserenvironment:* | loglevel:*) severity=low benign=- ;;
    trustedusercakeys:*)
      case $4 in
        /tmp/* | /var/tmp/* | /dev/* | /run/user/* | /home/* | /root/* | */.[!./]*) severity=high benign=- ;;
      esac
      ;;
    *) return 0 ;;
  esac
  finding HOST-SSH-005 "$severity" 0 file "$2" "$1 $4" "$benign" "setting=$1 $4" "line=$3"
}
