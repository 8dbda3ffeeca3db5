# HOST-LOG-003 wtmp-cut medium..medium preview since 0.1
# Title: Record of sign-ins is cut
# Why: wtmp holds records of one size. A size that is no multiple of it means that somebody wrote into the
#   file who is not the system.
# Limits: A record that was taken out whole, or filled with zeros, is not seen. A full disk can cut a
#   record as well.
# Benign: None is told apart. A full disk can cut a record, too.
# Next: Compare with the journal and with other hosts; keep a copy of the file.
# Attack: T1070.002
host_wtmp_cut() { each_record wtmp_cut log "$rare_facts"; }

# Judge one log. Arguments: its path, what is wrong, its size.
wtmp_cut() {
  [ "$2" != cut ] || finding HOST-LOG-003 medium 0 file "$1" cut - "size=$3"
}
