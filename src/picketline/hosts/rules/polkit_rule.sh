# HOST-PLK-001 polkit-rule medium..medium preview since 0.1
# Title: A rule of polkit allows everybody everything
# Why: polkit decides who may start units, add users or install packages; a rule that says yes
#   without asking who or what is root for everybody.
# Limits: Only a file that asks nothing at all is told; a rule that asks and then allows too
#   much is not. Rules below /usr are the packages'.
# Benign: None is told apart. A kiosk or a single-user machine may be set up so.
# Next: Remove the rule, and find who put it there.
# Attack: T1548
host_polkit_rule() {
  each_record polkit_rule 'W|polkit' "$file_facts"
}

# Tell of one file. Arguments: kind, path, line number, reason, line.
polkit_rule() { finding HOST-PLK-001 medium 0 file "$2" "$5" - "reason=$4" "entry=$5" "line=$3"; }
