# HOST-MTD-001 motd-script high..high preview since 0.1
# Title: Script of the message of the day runs from scratch or runs what it fetches
# Why: The scripts of /etc/update-motd.d run as root whenever somebody logs in.
# Limits: Judged by its lines, not by what it calls. Links are not followed.
# Benign: None is told apart. A greeting that fetches a text and runs it looks the same, and is as
#   dangerous.
# Next: Compare the script with its package's, take the line out, then look at the file it
#   starts.
# Attack: T1037
host_motd_script() {
  each_record motd_script 'W|motd' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
motd_script() { shady_text HOST-MTD-001 "$@"; }
