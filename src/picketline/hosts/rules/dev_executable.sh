# HOST-DEV-001 dev-executable info..high stable since 0.1
# Title: Program hidden among the devices
# Why: Nothing that runs belongs below /dev; /dev/shm is open to all and gone at a restart.
# Limits: Six levels deep. What is larger than 1 MiB or cannot be read counts as a program. A script without a first line that names its shell looks like data.
# Benign: data (the executable bit is set on something that is no program, as some shared
#   memory is)
# Next: Look at what it is and who owns it; remove it once nothing runs it.
# Attack: T1564.001
host_dev_executable() {
  each_record dev_executable D "$file_facts"
}

# Tell of one file. Arguments: kind, path.
dev_executable() {
  case $1 in
    data) finding HOST-DEV-001 info 0 file "$2" executable data "kind=$1" ;;
    *) finding HOST-DEV-001 high 0 file "$2" executable - "kind=$1" ;;
  esac
}
