# HOST-SUI-001 setuid-file info..critical stable since 0.1
# Title: Setuid program where none belongs
# Why: A setuid copy of a shell is a way back to root that survives a password change.
# Limits: Scratch folders are searched six levels deep, homes, /opt, /srv and /usr/local two;
#   at each sweep one of these, or the system's own folders, deeper, by turn. Other file
#   systems mounted below them are not entered. At most 100 of root's and 100 of others are
#   listed.
# Benign: package-owned (an installed package owns the file, and it is no shell, interpreter, editor
#   or other program that runs or writes what its user likes: no package makes those setuid)
# Next: See what it is (a copy of a shell?), take the bit away, find who made it.
# Attack: T1548.001
host_setuid_file() {
  cover setuid "homes, /opt, /srv and /usr/local are searched two levels deep, scratch six; one part of the disk deeper, by turn"
  each_record setuid_file U "$file_facts"
}

# Judge one file. Arguments: owner, path.
setuid_file() {
  severity=high
  case $1:$2 in 0:/tmp/* | 0:/var/tmp/* | 0:/dev/*) severity=critical ;; esac
  if is_packaged "$2"; then
    if ! gives_root_away "${2##*/}"; then
      finding HOST-SUI-001 info 0 file "$2" setuid package-owned "uid=$1"
      return
    fi
    [ "$1" != 0 ] || severity=critical
  fi
  finding HOST-SUI-001 "$severity" 0 file "$2" setuid - "uid=$1"
}

# Whether a program of this name, if it is setuid, makes root of whoever starts it. Arguments: the name.
gives_root_away() {
  case $1 in
    bash | dash | sh | rbash | zsh* | ksh* | mksh* | fish | csh | tcsh | ash | python* | perl* | ruby* | lua* | php* | node | nodejs | tclsh* | expect) ;;
    vi | vim* | nvim | nano | emacs* | ed | less | more | most | find | cp | mv | cat | tee | dd | env | sed | awk | gawk* | mawk* | tar | rsync | install) ;;
    chown | chmod | xargs | nohup | nice | timeout | gdb | strace | openssl | socat | nc | ncat | nc.* | curl | wget | git | systemctl) ;;
    *) return 1 ;;
  esac
}
