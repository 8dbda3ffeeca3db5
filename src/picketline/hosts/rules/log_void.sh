# HOST-LOG-002 log-void low..high preview since 0.1
# Title: Log of sign-ins is gone or goes nowhere
# Why: Who signed in stands in auth.log, secure and wtmp. An intruder links them to /dev/null or deletes
#   them while the daemon writes on into the deleted file.
# Limits: A log that was emptied, or had lines taken out, is not seen. That one is missing is told only
#   where this host's own settings say who makes it.
# Benign: None is told apart. Containers and appliances whose logs go elsewhere may link them to
#   /dev/null.
# Next: Look for copies (the journal, a log server); restart the daemon; treat the time since as unrecorded.
# Attack: T1070.002
host_log_void() { each_record log_void log "$rare_facts"; }

# Judge one log. Arguments: its path, what is wrong, more.
log_void() {
  case $2:$1 in
    missing:*) finding HOST-LOG-002 medium 0 file "$1" "$2" - "named_in=$3" ;;
    device:*/auth.log | device:*/secure | device:*/audit.log | device:*/wtmp) finding HOST-LOG-002 high 0 file "$1" "$2" - ;;
    device:*) finding HOST-LOG-002 medium 0 file "$1" "$2" - ;;
    folder:*) finding HOST-LOG-002 low 0 file "$1" "$2" - ;;
  esac
}
