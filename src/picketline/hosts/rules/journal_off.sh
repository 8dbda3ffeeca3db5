# HOST-LOG-004 journal-off low..low preview since 0.1
# Title: Journal keeps nothing
# Why: Storage=none throws away what services and the kernel say.
# Limits: journald.conf and journald.conf.d below /etc; what another log daemon gets is not asked.
# Benign: None is told apart. Where rsyslog or an agent keeps the logs, Storage=none is a usual
#   choice.
# Next: Set Storage back unless another daemon keeps the logs.
# Attack: T1562.006
host_journal_off() { each_record journal_off journal "$rare_facts"; }

# Tell of the setting. Arguments: the file.
journal_off() { finding HOST-LOG-004 low 0 file "$1" none - "setting=Storage=none"; }
