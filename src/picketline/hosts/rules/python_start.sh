# HOST-PYS-001 python-start high..high preview since 0.1
# Title: A file that python runs at its start is suspect
# Why: Lines of .pth files that begin with import, and sitecustomize and usercustomize, run in
#   every python that starts, root's too.
# Limits: Read at one sweep in six: below /usr/lib, /usr/local/lib, root's home and at most 64
#   others. Virtual environments are not. A module that an import names is not read.
# Benign: None is told apart. Lines of editable installs and namespace packages are not told; a
#   tracer that decodes and runs its own code at every start is.
# Next: Move the file away, find the package that brought it, and change the secrets that
#   programs in python could read.
# Attack: T1546.018
host_python_start() {
  [ -n "$root" ] || [ $((turn % 6)) -eq 1 ] || cover python-start "read at one sweep in six, by turn"
  each_record python_start 'W|python' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
python_start() { shady_text HOST-PYS-001 "$@"; }
