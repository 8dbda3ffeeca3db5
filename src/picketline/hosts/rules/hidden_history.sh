# HOST-PROC-007 hidden-history medium..medium preview since 0.1
# Title: Shell that keeps no history
# Why: Whoever does not want it known what they typed sends the history to /dev/null, or gives it no
#   length, before the shell starts.
# Limits: Only the environment that a shell was started with can be read: what is unset later, or set
#   in a file that it reads, is not seen.
# Benign: None is told apart. Shells of deployment tools and people who type secrets may keep no
#   history on purpose.
# Next: See who is logged in there, and ask what for.
# Attack: T1070.003 T1564
process_hidden_history() {
  case $marks in *Y*) each_record hidden_history "Y|$pid" "$extras" ;; esac
}

# Tell of one. Arguments: pid, the variable.
hidden_history() {
  finding HOST-PROC-007 medium 0 process "$exe" "${2%%=*}" - "variable=$2" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
}
