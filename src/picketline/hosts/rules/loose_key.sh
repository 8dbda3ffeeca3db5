# HOST-KEY-001 loose-key info..high preview since 0.1
# Title: Private key that anybody may read, in scratch or below a document root
# Why: A private key left there is either stolen goods on their way out or a way in for the
#   next one.
# Limits: At the top two levels of /tmp, /var/tmp and /dev/shm, by name (id_*, *.pem, *.key) at each
#   sweep, any small file in one of eight; below document roots by name. Only the first line is read: what
#   is packed or stands further down passes.
# Benign: sample (in a folder of tests, examples or a package's documentation)
# Next: Take the key out of use, then find who put it there.
# Attack: T1552.004
host_loose_key() {
  cover keys "private keys in scratch are looked for by name, in one of eight sweeps by content"
  each_record loose_key loose "$file_facts"
}

# Judge one key. Arguments: web or scratch, ssh or other, path.
loose_key() {
  case $1:$2:$3 in
    *:*/test/* | *:*/tests/* | *:*/testdata/* | *:*/fixtures/* | *:*/example/* | *:*/examples/* | *:*/vendor/* | *:*/node_modules/* | *:*/docs/*) finding HOST-KEY-001 info 0 file "$3" key sample "kind=$2" ;;
    web:ssh:*) finding HOST-KEY-001 high 0 file "$3" key - "kind=$2" ;;
    web:*) finding HOST-KEY-001 low 0 file "$3" key - "kind=$2" ;;
    *) finding HOST-KEY-001 medium 0 file "$3" key - "kind=$2" ;;
  esac
}
