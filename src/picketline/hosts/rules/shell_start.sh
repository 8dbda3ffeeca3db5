# HOST-SHL-001 shell-start low..high preview since 0.1
# Title: Shell's start-up file runs something suspect or takes a command over
# Why: What /etc/profile, .bashrc and their like hold runs at every login; an alias of sudo
#   reads the password, one of ls or ps hides a file or a process.
# Limits: Judged by its lines: code that is spread over variables or decoded by other means
#   than base64 is not seen. Homes are those in /home and root's, at most 64 of /home in each
#   sweep, by turn. Links are not followed. What stands in a function that the file itself
#   does not call is low. Aliases to hidden folders and functions named sudo are looked for at
#   every other sweep.
# Benign: function (in a function that a person has to call)
# Next: Take the line out, then look at the file it starts; where it took sudo over, change
#   the password.
# Attack: T1546.004
host_shell_start() {
  each_record cover coverage "$file_facts"
  each_record shell_start 'W|start' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command, more.
shell_start() {
  case $6 in
    function) finding HOST-SHL-001 low 0 file "$2" "$5" function "reason=$4" "command=$5" "line=$3" ;;
    *) shady_text HOST-SHL-001 "$@" ;;
  esac
}
