# HOST-LOG-001 history-void low..medium preview since 0.1
# Title: Shell keeps no history
# Why: A history that is a link to /dev/null, or a folder, keeps nothing of what was typed.
# Limits: Histories of bash, zsh and ash, in /root and /home. That a history was emptied, or is switched off by
#   a variable, is not seen.
# Benign: folder (a container engine leaves one where a file to mount was missing)
# Next: Ask the account's owner; if nobody set it up, look at who signed in since.
# Attack: T1070.003
host_history_void() {
  each_record cover c "$rare_facts"
  each_record history_void history "$rare_facts"
}

# Judge one history. Arguments: its path, what it is.
history_void() {
  case $2 in
    folder) finding HOST-LOG-001 low 0 file "$1" "$2" folder ;;
    *) finding HOST-LOG-001 medium 0 file "$1" "$2" - ;;
  esac
}
