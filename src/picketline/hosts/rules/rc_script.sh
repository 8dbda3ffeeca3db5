# HOST-INI-001 rc-script high..high preview since 0.1
# Title: Script of the system's start runs from scratch or runs what it fetches
# Why: A line in /etc/rc.local or in a script of /etc/init.d runs as root at every start.
# Limits: Judged by its lines: a file that a variable names, or a program under an ordinary
#   path, is not seen. Links are not followed.
# Benign: None is told apart. A start script that still runs something in /tmp looks the same.
# Next: Compare the script with its package's, take the line out, then look at the file it
#   starts.
# Attack: T1037.004
host_rc_script() {
  each_record rc_script 'W|rc' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
rc_script() { shady_text HOST-INI-001 "$@"; }
