# What names and paths of programs tell.
# shellcheck disable=SC2016 # awk, not sh
awk_programs='
function kernel_name(s) {
  return s ~ /^\[(kworker|ksoftirqd|migration|cpuhp|idle_inject|irq|jbd2|watchdog|kthrotld|rcuo[a-z]|rcuc|rcub|xfsaild|xfs-[a-z]+|btrfs-[a-z-]+|events|aio|flush|ata|nvme-[a-z-]+|dlm_[a-z]+|psimon|card[0-9])\// ||
    s ~ /^\[(kworker|kthreadd|kswapd[0-9]+|kdevtmpfs.?|khungtaskd|khugepaged|khelper|kcompactd[0-9]+|ksmd|kblockd|kauditd|kintegrityd|ksoftirqd|kjournald|kpsmoused|kstrp|kseriod|pdflush|oom_reaper|writeback|bioset|crypto|netns|perf|lockd|nfsd|rpciod|scsi_(eh|tmf)_[0-9]+|ata_sff|md[0-9]*|edac-poller|devfreq_wq|mm_percpu_wq|slub_flushwq|inet_frag_wq|ipv6_addrconf|hwrng|pool_workqueue_release|rcu_(sched|bh|preempt|gp|par_gp|tasks_[a-z_]+)|loop[0-9]+|zswap-shrink|ext4-rsv-conver.*|flush-[0-9]+:[0-9]+|xfsalloc|raid5wq|dm_bufio_cache|bdi-default|deferwq)\]$/
}
# Names that a program can only have by giving them to itself: none of its files could.
function kernel_comm(s) { return s ~ /^(kworker|ksoftirqd|migration|cpuhp|idle_inject|irq|jbd2|rcuo[a-z]|xfsaild)\/[0-9u]/ }
# Names of daemons that a system has at system paths alone.
function daemon(s) {
  return s ~ /^(sshd|sshd-session|crond?|atd|anacron|systemd(-[a-z]+)?|dbus-daemon|dbus-broker|rsyslogd|syslogd|klogd|agetty|getty|udevd|udisksd|NetworkManager|polkitd|auditd|irqbalance|chronyd|accounts-daemon|multipathd|rpcbind|acpid|dhclient|console-kit-dae(mon)?|hald-addon-acp(i)?|networkd-dispat(cher)?)$/
}
function system_path(s) {
  return s ~ /^\/(usr\/(s?bin|lib(32|64|x32|exec)?|share|games|src)|s?bin|lib(32|64|x32)?|snap|nix\/store|gnu\/store)\//
}
function shell(s) { return base(s) ~ /^(ba|da|z|k|mk|a|ya|fi|c|tc)?sh([0-9.]*)(-static)?$|^busybox|^toybox/ }
function interpreter(s) {
  return base(s) ~ /^(python|perl|ruby|php|node|lua|tclsh|socat|nc|ncat|netcat|telnet|openssl|awk|gawk|mawk)[a-z0-9.-]*$/
}
function relay(s) { return base(s) ~ /^(nc|ncat|netcat|socat|telnet|openssl|cryptcat)([.-]?[a-z0-9.]*)?$/ }
# Whether a part of a path begins with a dot, where no home and no tool has such a folder, or
# looks like none.
function hidden_part(path) {
  if (path ~ /\/(\.\.\.+|\.* +)\//) return 1
  if (!index(path, "/.") || path ~ /^\/((var\/|export\/|data\/|usr\/)?home[0-9]*|root|nix|gnu)\//) return 0
  if (path !~ /^\/(tmp|var\/tmp|dev\/shm)\//)
    gsub(/\/\.(cargo|rustup|nvm|local|cache|config|venvs?|virtualenvs?|env|pyenv|rbenv|nodenv|goenv|jenv|asdf|sdkman|volta|bun|deno|pnpm|npm|npm-global|yarn|gem|bundle|m2|gradle|mvn|conda|pixi|linuxbrew|dotnet|nuget|opam|stack|ghcup|cabal|julia|rvm|pkgx|mise|uv|python|tox|nox|git|build|bin|sonar|vscode[a-z-]*|cursor[a-z-]*|windsurf[a-z-]*|jdks?|java|steam|wine|snapshots?|zfs)\//, "/", path)
  return path ~ /\/\.[^\/]/
}
# What a path tells: deleted, memfd, scratch (t), off system paths (o), shell, interpreter,
# relay, a hidden part (h), a client of ssh (c), what passes its input on (p).
function path_flags(target,   flags, path) {
  path = target
  flags = sub(/ \(deleted\)$/, "", path) ? "d" : ""
  if (path == "") return "u"
  if (path ~ /^\/memfd:/) return flags "m"
  if (scratch(path)) flags = flags "t"
  if (!system_path(path)) flags = flags "o"
  if (hidden_part(path)) flags = flags "h"
  if (path ~ /\/(auto)?ssh$/) flags = flags "c"
  if (path ~ /\/(cat|tee)$/) flags = flags "p"
  if (interpreter(path) || path ~ /\/ld-(linux|musl)[^\/]*$/) runs_files[target] = 1
  if (relay(path)) flags = flags "r"
  return flags (shell(path) ? "s" : "") (interpreter(path) ? "i" : "")
}
'
