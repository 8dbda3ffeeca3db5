# HOST-INI-002 initramfs-hook high..high preview since 0.1
# Title: Hook of the initial file system or the kernel's packages is suspect
# Why: What /etc/initramfs-tools, /etc/dracut.conf.d and /etc/kernel hold runs as root when a
#   kernel is installed, or before the real root is mounted.
# Limits: The image itself is not unpacked: what was put into it by hand is not seen.
# Benign: None is told apart. A hook under test in scratch looks the same.
# Next: Take the line out, build the image anew, then look at the file it starts.
# Attack: T1542
host_initramfs_hook() {
  each_record initramfs_hook 'W|boot' "$file_facts"
}

# Tell of one line. Arguments: kind, path, line number, reason, command.
initramfs_hook() { shady_text HOST-INI-002 "$@"; }
