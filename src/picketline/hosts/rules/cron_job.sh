# HOST-CRN-001 cron-job high..high stable since 0.1
# Title: Scheduled command runs from scratch or runs what it fetches
# Why: A miner comes back after a restart through cron: a line that starts a file in /tmp, or
#   pipes a download into a shell.
# Limits: A command that calls an ordinary-looking script is judged by its line, not by the
#   script. Files over 1 MiB are left out, as are odd names, and said so.
# Benign: None is told apart. A hand-written job that fetches and runs an installer (curl piped into
#   sh) is told, as the next fetch may be another's.
# Next: Remove the line, then the file it starts; look at when the file of the job changed.
# Attack: T1053.003
host_cron_job() {
  each_record cron_job 'W|cron' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
cron_job() { shady_text HOST-CRN-001 "$@"; }
