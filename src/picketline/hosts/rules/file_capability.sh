# HOST-CAP-001 file-capability info..high preview since 0.1
# Title: Capability on a file that makes its user root
# Why: cap_setuid on a copy of python is a way back to root that no search for setuid files
#   finds.
# Limits: Read with getcap, where the host has it, by turn: /usr/bin, the folders of programs in
#   /usr/sbin and /usr/local, and /opt and homes three levels deep, each in one of sixteen sweeps. Capabilities
#   that do not lead to root are not told. Names with other than printable ASCII are left out.
# Benign: package-owned (a package brings the file, and it runs no commands of others),
#   monitoring (a known tool that reads of other processes), own-namespace (given within a user
#   namespace, and worth nothing outside of it)
# Next: Take it away with setcap -r; find who set it and what it was used for.
# Attack: T1548.001
host_file_capability() {
  if command -v getcap >/dev/null 2>&1; then cover capabilities "one part of the disk is looked at in each sweep, by turn"; else cover capabilities "this host has no getcap"; fi
  each_record file_capability capable "$file_facts"
}

# Judge one file. Arguments: path, capabilities.
file_capability() {
  case $2 in
    =*) ;;
    *cap_setuid* | *cap_setgid* | *cap_sys_admin* | *cap_dac_override* | *cap_dac_read_search* | *cap_sys_ptrace* | *cap_sys_module* | *cap_sys_rawio* | *cap_chown* | *cap_fowner* | *cap_setfcap*) ;;
    *) return 0 ;;
  esac
  name=${1##*/}
  case $name in
    python* | perl* | ruby* | node | nodejs | php* | lua* | tclsh* | bash | dash | sh | zsh | ksh* | busybox | gdb | vim* | vi | view | nano | ed | less | find | tar | cp | mv | cat | tee | dd | rsync | sed | awk | gawk | mawk | env | openssl | socat | strace | nc | ncat | chown | chmod | xxd) ;;
    newuidmap | newgidmap | snap-confine | suexec | systemd-detect-virt | gst-ptp-helper | dumpcap | bwrap | gnome-keyring-daemon) ! is_packaged "$1" || return 0 ;;
    perf | nethogs | bandwhich | apps.plugin | debugfs.plugin | slabinfo.plugin | perf.plugin | network-viewer.plugin | systemd-journal.plugin | node_exporter | process-exporter | process_exporter | telegraf | otelcol* | system-probe | datadog-agent | falco | tetragon | enroot*)
      case $2 in
        =* | *cap_set[ug]id* | *cap_sys_module* | *cap_dac_override* | *cap_chown* | *cap_fowner* | *cap_setfcap*) ;;
        *)
          finding HOST-CAP-001 info 0 file "$1" capability monitoring "capabilities=$2"
          return
          ;;
      esac
      ;;
    *)
      if is_packaged "$1"; then
        finding HOST-CAP-001 info 0 file "$1" capability package-owned "capabilities=$2"
        return
      fi
      ;;
  esac
  if namespaced "$1"; then finding HOST-CAP-001 info 0 file "$1" capability own-namespace "capabilities=$2"; else finding HOST-CAP-001 high 0 file "$1" capability - "capabilities=$2"; fi
}

# Whether a file's capabilities hold in a user namespace only. Arguments: path.
namespaced() {
  case $1 in *\\x*) return 1 ;; esac
  case $(getcap -n "$root$1" 2>/dev/null) in *"[rootid=0]"*) return 1 ;; *"[rootid="*) ;; *) return 1 ;; esac
}
