# HOST-PRG-001 script-program low..high preview since 0.1
# Title: Script in the place of a program that administrators trust
# Why: A wrapper named ls, ps or netstat that leaves out what the intruder owns is the oldest
#   way to stay unseen; the real programs are never scripts.
# Limits: A wrapper that is a compiled program is told by HOST-PRG-003 alone, and only from a package
#   of dpkg or apk. Looked for in /bin, /sbin, /usr/bin, /usr/sbin and, for some names,
#   /usr/local.
# Benign: package-owned (of passwd, crontab, systemctl, iptables and ip some systems have scripts). A script
#   that a package's list of sums names is not told at all
# Next: Read the script and what it calls; reinstall the package from elsewhere.
# Attack: T1554 T1036.005
host_script_program() { each_record script_program tool "$file_facts"; }

# Judge one. Arguments: class, path, first line.
script_program() {
  case $newline$file_facts in *"${newline}same|$2|"* | *"${newline}changed|$2|"*"||"*) return 0 ;; esac
  case $1:${2##*/} in
    x:*) return 0 ;;
    s:*)
      ! is_packaged "$2" || return 0
      severity=medium
      ;;
    *:passwd | *:crontab | *:systemctl | *:iptables | *:ip)
      if is_packaged "$2"; then
        finding HOST-PRG-001 low 0 file "$2" script package-owned "line=$3"
        return
      fi
      severity=medium
      ;;
    *) severity=high ;;
  esac
  finding HOST-PRG-001 "$severity" 0 file "$2" script - "line=$3"
}
