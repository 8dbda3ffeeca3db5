# HOST-PATH-001 open-path low..high preview since 0.1
# Title: Folder of programs that others may write to
# Why: Whoever can put a file into a folder of root's PATH is root the next time that root
#   types a name.
# Limits: The usual folders of root's PATH, /usr/local and /usr; neither what else a login's
#   PATH holds nor access lists.
# Benign: group (a group other than root's or staff may write, as some administrators want)
# Next: Take the right away with chmod o-w, then look for files in it that no package owns.
# Attack: T1574.007
host_open_path() { each_record open_path open "$file_facts"; }

# Judge one folder. Arguments: path, who may write, mode or group.
open_path() {
  case $2 in
    all) finding HOST-PATH-001 high 0 file "$1" writable - "mode=$3" ;;
    *) finding HOST-PATH-001 low 0 file "$1" writable group "group=$3" ;;
  esac
}
