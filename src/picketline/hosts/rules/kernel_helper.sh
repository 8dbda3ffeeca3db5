# HOST-KRN-002 kernel-helper low..critical stable since 0.1
# Title: The kernel is told to run an unusual program as root
# Why: core_pattern, modprobe and uevent_helper name programs that the kernel itself starts
#   with full rights; pointing one elsewhere is a quiet way to come back.
# Limits: A helper at its usual path whose content was replaced is not seen here.
# Benign: the crash handlers of distributions (apport, systemd-coredump) and modprobe at their usual
#   paths are not told; another helper that a package owns is low.
# Next: Set the value back, and look at the program it named.
# Attack: T1547.006
host_kernel_helper() {
  each_record kernel_helper helper "$rare_facts"
}

# Judge one setting. Arguments: its name, its value.
kernel_helper() {
  program=${2#\\x7c}
  program=${program%% *}
  case $1:$2 in
    *:\?) cover "$1" "this kernel does not have the setting" && return 0 ;;
    *:) return 0 ;;
    core_pattern:\\x7c*) ;;
    core_pattern:*) return 0 ;;
  esac
  case $1:$program in
    *:*/../* | *:/tmp/* | *:/var/tmp/* | *:/dev/* | *:/run/user/* | *:/home/* | *:/root/* | *:*/.[!./]*) severity=critical ;;
    modprobe:/sbin/modprobe | modprobe:/usr/sbin/modprobe | modprobe:/usr/bin/modprobe | modprobe:/usr/bin/true | modprobe:/bin/true | modprobe:/bin/false | modprobe:/usr/bin/false) return 0 ;;
    *:/nix/store/* | *:/run/current-system/* | *:/gnu/store/*) return 0 ;;
    uevent_helper:/sbin/hotplug | uevent_helper:/sbin/mdev) return 0 ;;
    core_pattern:/usr/share/apport/apport | core_pattern:/usr/lib/systemd/systemd-coredump | core_pattern:/lib/systemd/systemd-coredump | core_pattern:/wsl-capture-crash | core_pattern:/bin/false | core_pattern:/usr/bin/false) return 0 ;;
    *)
      severity=high
      ! is_packaged "$program" || severity=low
      ;;
  esac
  finding HOST-KRN-002 "$severity" 0 kernel "$1" "$program" - "value=$2"
}
