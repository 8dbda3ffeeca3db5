# HOST-CRN-002 at-job high..high preview since 0.1
# Title: Job of at runs from scratch or runs what it fetches
# Why: A job of at runs once, later, and is seldom looked at: a way to come back after a
#   clean-up.
# Limits: A job that calls an ordinary-looking script is judged by its own lines, not by the
#   script.
# Benign: None is told apart. An administrator's own one-off job that runs a script in /tmp looks
#   the same.
# Next: Remove the job with atrm, then the file it starts; look at which account it belongs
#   to.
# Attack: T1053.002
host_at_job() {
  each_record at_job 'W|at' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
at_job() { shady_text HOST-CRN-002 "$@"; }
