# HOST-KRN-008 boot-argument info..high preview since 0.1
# Title: Kernel was started with an unusual argument
# Why: init= decides which program runs first, with every right; others switch off what would have
#   refused or recorded an intruder.
# Limits: What the boot loader will say at the next start is not read, nor what stands in the initramfs.
# Benign: None is told apart. A rescue start, a test machine or a hardened image may carry such an
#   argument: what switches a protection off is info.
# Next: Look at the boot loader's settings (/etc/default/grub, /boot/loader) and who changed them.
# Attack: T1542 T1562
host_boot_argument() { each_record boot_argument boot "$rare_facts"; }

# Judge one argument. Arguments: its name, its value, what is odd of it.
boot_argument() {
  case $3 in
    scratch) severity=high ;;
    off) severity=info ;;
    *) severity=low ;;
  esac
  finding HOST-KRN-008 "$severity" 0 kernel "$1" "$2" - "value=$2"
}
