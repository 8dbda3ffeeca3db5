# HOST-ATT-001 fixed-file low..high preview since 0.1
# Title: File that cannot be changed or removed, where that keeps an intruder in
# Why: chattr +i on a key, a cron job or a file in /tmp makes a clean-up fail without a
#   word.
# Limits: Read with lsattr, where the host has it, in one of eight sweeps. Of scratch only what
#   root owns at the top is looked at. A file system without such attributes tells nothing.
# Benign: hardening (an account file or an empty ld.so.preload, as guides advise)
# Next: Look at the file; chattr -ia, then remove it, or ask who protected it.
# Attack: T1222.002
host_fixed_file() {
  if command -v lsattr >/dev/null 2>&1; then cover attributes "looked at in one of eight sweeps"; else cover attributes "this host has no lsattr"; fi
  each_record fixed_file fixed "$file_facts"
}

# Judge one file. Arguments: path, attribute.
fixed_file() {
  case $1 in
    /etc/passwd | /etc/shadow | /etc/group | /etc/sudoers) set -- "$1" "$2" low hardening ;;
    /etc/ld.so.preload) if [ -s "$root$1" ]; then set -- "$1" "$2" high -; else set -- "$1" "$2" low hardening; fi ;;
    *) set -- "$1" "$2" high - ;;
  esac
  finding HOST-ATT-001 "$3" 0 file "$1" "$2" "$4"
}
