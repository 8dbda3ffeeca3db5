# HOST-TMP-001 hidden-scratch info..medium preview since 0.1
# Title: Hidden folder in scratch with a program in it, or with a name that is meant to be overlooked
# Why: A folder called "..." or ".x" in /tmp is where a dropper keeps its tools until they run.
# Limits: /tmp and /var/tmp; what is executable below /dev is HOST-DEV-001. Only compiled programs count, and
#   only in a folder whose own name at the top begins with a dot. One finding a folder.
# Benign: library (a loadable module that a runtime unpacked), tool (a folder that a
#   known tool makes)
# Next: Look at what is in it and who owns it; remove it once nothing runs from there.
# Attack: T1564.001
host_hidden_scratch() { each_record hidden_scratch nest "$file_facts"; }

# Judge one folder. Arguments: name, program or library; path; the program's name.
hidden_scratch() {
  case $1:${2##*/} in
    name:*) finding HOST-TMP-001 medium 0 file "$2" "$1" - ;;
    library:*) finding HOST-TMP-001 info 0 file "$2" "$1" library "program=$3" ;;
    *:.net | *:.dotnet* | *:.cache | *:.npm | *:.cargo | *:.rustup | *:.config | *:.local | *:.venv* | *:.vscode* | *:.tox | *:.nox | *:.git | *:.libs | *:.gradle | *:.m2 | *:.pkg* | *:.bun* | *:.deno*)
      finding HOST-TMP-001 info 0 file "$2" "$1" tool "program=$3"
      ;;
    *) finding HOST-TMP-001 medium 0 file "$2" "$1" - "program=$3" ;;
  esac
}
