# HOST-IOC-002 indicator-file info..critical preview since 0.1
# Title: File that an indicator names
# Why: A payload on a disk, or a text that names a host known bad, tells what ran here or will.
# Limits: Only what the sweep was given (--indicators). Names are sought in scratch (six levels deep),
#   homes, /opt, /srv, /usr/local, folders of units and jobs, and where node keeps what it installs for all
#   (five). Hashed are files in scratch, at most 256, and files found by name. Packages by name are not
#   sought: scan them with picosentry. Hosts are sought in /etc/hosts and in the texts of jobs, units and
#   start-up files that are read anyway.
# Benign: blocked (a line of /etc/hosts that sends the name nowhere), package-owned (a package of the
#   system brings the file; known by its name alone)
# Next: Find out which account and which install brought it, and whether it ran.
# Attack: T1204.002 T1195.002
host_indicator_file() {
  each_record file_sought seen "$indicator_facts"
  each_record text_sought hint "$file_facts"
  each_record pin_sought pinned "$indicator_facts"
}

# Judge a file. Arguments: name or sum; path; value; severity; id; why; sum.
file_sought() {
  severity=$4 benign=-
  [ "$1" != name ] || ! is_packaged "$2" || severity=info benign=package-owned
  finding HOST-IOC-002 "$severity" 0 file "$2" "$3" "$benign" "indicator=$5" "why=$6" "how=$1" "value=$3" "sha256=$7"
}

# Judge a line of a text. Arguments: path, line, value, severity, id, why.
text_sought() { finding HOST-IOC-002 "$4" 0 file "$1" "$3" - "indicator=$5" "why=$6" how=text "value=$3" "line=$2"; }

# Judge a line of /etc/hosts. Arguments: line, value, severity, id, why, address.
pin_sought() {
  severity=$3 benign=-
  case $6 in 0 | 0.* | 127.* | ::1 | ::) severity=info benign=blocked ;; esac
  finding HOST-IOC-002 "$severity" 0 file /etc/hosts "$2" "$benign" "indicator=$4" "why=$5" how=text "value=$2" "line=$1" "address=$6"
}
