# HOST-SUD-001 sudoers info..high preview since 0.1
# Title: sudo gives root away
# Why: A line of sudoers that lets a service's account run anything as root turns any hole of
#   that service into root, and outlives a changed password.
# Limits: Read are /etc/sudoers and /etc/sudoers.d. Not asked is whether others may write a
#   command that it names, nor what its commands allow (editors, package managers), and
#   nothing from LDAP. An alias of users counts where it stands before its use.
# Benign: cloud-init (it writes this file for its user), admin-group (root or a group of
#   administrators), automation (accounts that tools of administration bring)
# Next: Find who added the line; take it out with visudo.
# Attack: T1548.003
host_sudoers() {
  each_record sudoers 'W|sudo' "$file_facts"
}

# Judge one line. Arguments: kind, path, line number, reason, line, users.
sudoers() {
  severity=info benign=admin-group
  case $4 in
    scratch | keeps-preload) severity=high benign=- ;;
    *)
      users=$6,
      while [ -n "$users" ]; do
        sudo_user "${users%%,*}"
        users=${users#*,}
      done
      ;;
  esac
  case $2:$severity in
    */90-cloud-init-users:low) severity=info benign=cloud-init ;;
  esac
  finding HOST-SUD-001 "$severity" 0 file "$2" "$5" "$benign" "reason=$4" "users=$6" "entry=$5" "line=$3"
}

# Raise severity to what a user of a line deserves. Arguments: the user, %group or #uid.
sudo_user() {
  account=${1#%}
  case $account in '#'*) account=$(account_of "${account#"#"}") ;; esac
  case $1 in
    ALL) severity=high benign=- && return 0 ;;
    root | '' | %root | %sudo | %wheel | %admin | %adm | %google-sudoers | '!'*) return 0 ;;
  esac
  case $severity in high) return 0 ;; esac
  case $account in
    www-data | nobody | apache | apache2 | nginx | httpd | http | www | wwwrun | lighttpd | caddy | mysql | mariadb | postgres | mongodb | redis | memcache | memcached | git | daemon | bin | sys | games | man | lp | mail | news | uucp | proxy | squid | backup | list | irc | ftp | sshd | named | bind | dovecot | postfix | exim | tomcat | messagebus | dbus | polkitd | avahi | rpc | systemd-*)
      severity=high benign=-
      ;;
    zabbix | nagios | nrpe | icinga | telegraf | netdata | jenkins | gitlab-runner | ansible | puppet | salt | rundeck | awx | stack | cloudera-scm | vagrant | oneadmin | vdsm)
      severity=low benign=automation
      ;;
    *)
      severity=low benign=-
      case $newline$file_facts in
        *"${newline}A|$account|"[1-9]"|"* | *"${newline}A|$account|"[1-9][0-9]"|"* | *"${newline}A|$account|"[1-9][0-9][0-9]"|"*)
          shell=${file_facts#*"A|$account|"}
          shell=${shell%%"$newline"*}
          case $shell in *nologin"|."* | *false"|."*) severity=high ;; esac
          ;;
      esac
      ;;
  esac
}

# Print the name of the account with an id. Arguments: the id.
account_of() {
  case $newline$file_facts in
    *"|$1|"*) printf '%s\n' "$file_facts" | awk -F '|' -v id="$1" '$1 == "A" && $3 == id { print $2; exit }' ;;
    *) printf '%s' "$1" ;;
  esac
}
