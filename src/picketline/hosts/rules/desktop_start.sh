# HOST-XDG-001 desktop-start low..high preview since 0.1
# Title: Desktop or D-Bus entry starts something suspect
# Why: Entries of autostart run when somebody logs in; those of D-Bus as root, whenever their
#   name is called.
# Limits: Read are /etc/xdg/autostart, the system services of D-Bus, and .config/autostart of
#   root and at most 64 homes in each sweep.
# Benign: appimage (an AppImage wrote the path that it is mounted at)
# Next: Remove the entry, then look at the file it starts.
# Attack: T1547.013
host_desktop_start() {
  each_record desktop_start 'W|desktop' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
desktop_start() {
  case $4 in
    appimage) finding HOST-XDG-001 low 0 file "$2" "$5" appimage "reason=$4" "command=$5" "line=$3" ;;
    *) shady_text HOST-XDG-001 "$@" ;;
  esac
}
