# HOST-NET-007 service-tunnel info..medium preview since 0.1
# Title: Tunnel of ssh under a service account
# Why: ssh -R, -D and -w open a way into the network past its firewall. A service account has no
#   reason for one, unless a unit gives it.
# Limits: Options in a configuration file are not seen, nor other tunnels than those of ssh.
# Benign: unit (its systemd unit starts it)
# Next: Ask who set it up; look at the account's keys and at the far end.
# Attack: T1572 T1090
process_service_tunnel() {
  case $flags in *f*) ;; *) return 0 ;; esac
  service_account || return 0
  set -- "args=$args" "exe=$exe" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
  case $unit in
    '' | ssh*.service | cron*.service | apache*.service | httpd.service | nginx.service | php*.service) finding HOST-NET-007 medium 0 process "$exe" tunnel - "$@" ;;
    *) finding HOST-NET-007 info 0 process "$exe" tunnel unit "$@" ;;
  esac
}
