# Print why a process is never frozen, or nothing. Arguments: pid.
protection() (
  if [ "$1" -le 1 ]; then printf init && exit; fi
  ancestor=$$
  while [ "${ancestor:-0}" -gt 0 ]; do
    if [ "$ancestor" = "$1" ]; then printf ancestor && exit; fi
    ancestor=$(parent_of "$ancestor")
  done
  if [ ! -e "/proc/$1/exe" ]; then printf no-executable && exit; fi
  for path in /usr/sbin/sshd /usr/lib/openssh/sshd-session /usr/lib/openssh/sshd-auth /usr/libexec/openssh/sshd-session \
    /usr/libexec/openssh/sshd-auth /usr/libexec/sshd-session /usr/lib/ssh/sshd-session /sbin/init /usr/lib/systemd/systemd; do
    [ ! "$path" -ef /bin/sh ] || continue
    if [ "/proc/$1/exe" -ef "$path" ]; then printf system-service && exit; fi
  done
  for word in $protected; do
    if [ "/proc/$1/exe" -ef "$(unhex "$word")" ]; then printf allow-list && exit; fi
  done
)
