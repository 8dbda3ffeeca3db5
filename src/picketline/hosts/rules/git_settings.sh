# HOST-GIT-001 git-settings high..high preview since 0.1
# Title: git is told to run a suspect program
# Why: core.pager, core.fsmonitor, core.sshCommand and the hooks of a repository in /etc or
#   root's home run whenever git does, often as root.
# Limits: Read are /etc/gitconfig, .gitconfig and .config/git/config of root and at most 64
#   homes in each sweep, and the hooks of /etc and /root; other repositories are not. Aliases
#   are not judged.
# Benign: None is told apart. A pager or hook under test in scratch looks the same.
# Next: Remove the setting or hook, then look at the file it starts.
# Attack: T1546
host_git_settings() {
  each_record git_settings 'W|git' "$file_facts"
  each_record git_settings 'W|githook' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
git_settings() { shady_text HOST-GIT-001 "$@"; }
