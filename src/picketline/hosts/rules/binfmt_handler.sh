# HOST-KRN-006 binfmt-handler info..high preview since 0.1
# Title: Kernel hands programs to an unusual interpreter
# Why: A handler in binfmt_misc is started for every file of its kind. With flag C it runs with the rights
#   of the file: one for the first bytes of a setuid program makes whoever wrote it root.
# Limits: What a handler matches is not judged, nor an interpreter at its usual path whose content was
#   replaced. Where binfmt_misc is not mounted, nothing is read.
# Benign: emulator (a known emulator, by its name), package-owned (an installed package owns it)
# Next: Read the handler below /proc/sys/fs/binfmt_misc and the program it names; write -1 into it to
#   remove it.
# Attack: T1546
host_binfmt_handler() { each_record binfmt_handler binfmt "$rare_facts"; }

# Judge one handler. Arguments: its name, the interpreter, its flags.
binfmt_handler() {
  severity=low benign=-
  case $2 in
    /tmp/* | /var/tmp/* | /dev/* | /run/user/* | /run/shm/* | /run/lock/* | /var/lock/* | /home/* | /root/* | */.[!./]* | */../*) severity=high ;;
    */qemu-* | */rosetta | */rosettad | */FEXInterpreter | */FEX | */box64 | */box86 | */wine | */wine64 | */wine-stable | /init | /run/binfmt/* | /nix/store/* | /gnu/store/*) severity=info benign=emulator ;;
    *)
      case $3 in *C*) severity=medium ;; esac
      ! is_packaged "$2" || severity=info benign=package-owned
      ;;
  esac
  finding HOST-KRN-006 "$severity" 0 kernel "binfmt_misc/$1" "$2" "$benign" "interpreter=$2" "flags=$3"
}
