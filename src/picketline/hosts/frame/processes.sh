# Print each process's arguments and loader variables, a line each, for an awk that loses
# what follows a NUL byte. Arguments: pids.
by_tr() {
  for each; do
    printf 'a %s ' "$each"
    tr '\000\n' '  ' 2>/dev/null <"$each/cmdline"
    printf '\n'
    tr '\000\n' '\n ' 2>/dev/null <"$each/environ" | awk -v pid="$each" '/^LD_(PRELOAD|AUDIT)=/ { print "x " pid " " $0 }'
  done
}

# What every listing below starts from. Arguments: pids.
listing() {
  printf 'p %s\n' "$*"
  [ "$by_tr$bare" != 10 ] || by_tr "$@"
  printf '= exe\n'
  # shellcheck disable=SC2086 # one option or none
  printf '%s/exe\n' "$@" | xargs ls -ln $quiet 2>/dev/null
}

# Read processes. Arguments: 1 to print each of them, or 0 for the suspicious ones and one
# of each executable; then pids. Prints
#   C|pid|parent|uid|state|start|ticks|age|life|flags|exe|argv0|arguments|comm|parent's exe
#   X pid variable=value   where the loader is told to load from scratch
#   H uptime pid:ticks...  what has used a processor
#   S, L, R, N pids        shells and odd executables; one of each executable; the rest;
#                          the first of each container
#   T all kernel unreadable over waiting closed unread huge unlisted    counts
#   end                    the reading came to its end
gather() {
  every=$1
  shift
  # shellcheck disable=SC2016,SC2086 # awk, after a bound that is a command or nothing
  listing "$@" | $bounded awk -v bare="$bare" -v every="$every" -v by_tr="$by_tr" -v turn="$turn" "$awk_lib"'
function kernel_name(s) {
  return s ~ /^\[(kworker|ksoftirqd|migration|cpuhp|idle_inject|irq|jbd2|watchdog|kthrotld|rcuo[a-z]|rcuc|rcub|xfsaild|xfs-[a-z]+|btrfs-[a-z-]+|events|aio|flush|ata|nvme-[a-z-]+|dlm_[a-z]+|psimon|card[0-9])\// ||
    s ~ /^\[(kworker|kthreadd|kswapd[0-9]+|kdevtmpfs.?|khungtaskd|khugepaged|khelper|kcompactd[0-9]+|ksmd|kblockd|kauditd|kintegrityd|ksoftirqd|kjournald|kpsmoused|kstrp|kseriod|pdflush|oom_reaper|writeback|bioset|crypto|netns|perf|lockd|nfsd|rpciod|scsi_(eh|tmf)_[0-9]+|ata_sff|md[0-9]*|edac-poller|devfreq_wq|mm_percpu_wq|slub_flushwq|inet_frag_wq|ipv6_addrconf|hwrng|pool_workqueue_release|rcu_(sched|bh|preempt|gp|par_gp|tasks_[a-z_]+)|loop[0-9]+|zswap-shrink|ext4-rsv-conver.*|flush-[0-9]+:[0-9]+|xfsalloc|raid5wq|dm_bufio_cache|bdi-default|deferwq)\]$/
}
# Names that a program can only have by giving them to itself: none of its files could.
function kernel_comm(s) { return s ~ /^(kworker|ksoftirqd|migration|cpuhp|idle_inject|irq|jbd2|rcuo[a-z]|xfsaild)\/[0-9u]/ }
function system_path(s) {
  return s ~ /^\/(usr\/(s?bin|lib(32|64|x32|exec)?|share|games|src)|s?bin|lib(32|64|x32)?|snap|nix\/store|gnu\/store)\//
}
function shell(s) { return base(s) ~ /^(ba|da|z|k|mk|a|ya|fi|c|tc)?sh([0-9.]*)(-static)?$|^busybox|^toybox/ }
function interpreter(s) {
  return base(s) ~ /^(python|perl|ruby|php|node|lua|tclsh|socat|nc|ncat|netcat|telnet|openssl|awk|gawk|mawk)[a-z0-9.-]*$/
}
function miner(s) {
  if (s ~ /stratum[12]?\+(tcp|ssl|tls|udp)|--donate[-]level|--nicehash([ =]|$)|--rig[-]id|randomx-(mode|1gb)|--coin[ =]*(monero|xmr|rvn|raven)/) return 1
  return s ~ /(-a|--algo)[ =]*(rx\/|cn\/|cryptonight|randomx|kawpow|ethash|etchash|ghostrider|argon2)/ && s ~ /(-o|--url|-u|--user)[ =]/
}
function arguments(p,   line, all, n) {
  if (bare) return ""
  sizes()
  if (size > 1048576) { huge++; return "" }
  if (nul == "cut") return (p in args_of) ? args_of[p] : ""
  all = ""
  n = 0
  while (n++ < 1000 && (getline line < (p "/cmdline")) > 0) all = n > 1 ? all " " line : line
  close(p "/cmdline")
  return all
}
function preload(p, line,   found) {
  if (!match(line, /(^|[^\001-\377])LD_(PRELOAD|AUDIT)=[\001-\377]*/)) return
  found = substr(line, RSTART, RLENGTH)
  sub(/^[^L]/, "", found)
  if (found ~ /[=: ]\/(tmp|var\/tmp|dev\/shm|run\/shm|run\/user\/[0-9]+)\//) print "X", p, esc(substr(found, 1, 256))
}
function environ(p,   line, n) {
  if (nul == "cut") { if (p in env_of) preload(p, env_of[p]); return }
  if (bare) return
  sizes()
  if (environment > 1048576) { huge++; return }
  while (n++ < 2000 && (getline line < (p "/environ")) > 0) if (index(line, "LD_")) preload(p, line)
  close(p "/environ")
}
# Fill f with the first fields after the name, as /proc/PID/stat has them from its third, and
# tail with all of them. A name may hold anything, newlines too.
function status_of(p,   file, line, more, n, i) {
  file = p "/stat"
  if ((getline line < file) <= 0) { close(file); return 0 }
  i = index(line, ") ")
  tail = substr(line, i + 2)
  if (!i || index(tail, ")") || length(tail) < 90 || substr(line, length(line)) !~ /[0-9]/) {
    for (n = 0; n < 16; n++) {
      if (match(line, /^.*\) /) && split(substr(line, RLENGTH + 1), f, " ") >= 40) break
      if ((getline more < file) <= 0) break
      line = line "\n" more
    }
    i = RLENGTH - 1
    if (n == 16 || i < 1) { close(file); return 0 }
    tail = substr(line, i + 2)
  }
  close(file)
  if (split(substr(tail, 1, 90), f, " ") < 22) split(substr(tail, 1, 400), f, " ")
  n = index(line, "(")
  comm = substr(line, n + 1, i - n - 1)
  return 1
}
# Set the sizes of arguments and environment from the last fields.
function sizes(   last, n) {
  if (sized++) return
  n = split(substr(tail, length(tail) - 99), last, " ")
  size = last[n - 3] - last[n - 4]
  environment = last[n - 1] - last[n - 2]
}
# What a path tells: deleted, memfd, scratch (t), off system paths (o), shell, interpreter.
function path_flags(target,   flags, path) {
  path = target
  flags = sub(/ \(deleted\)$/, "", path) ? "d" : ""
  if (path == "") return "u"
  if (path ~ /^\/memfd:/) return flags "m"
  if (scratch(path)) flags = flags "t"
  if (!system_path(path)) flags = flags "o"
  if (interpreter(path) || path ~ /\/ld-(linux|musl)[^\/]*$/) runs_files[target] = 1
  return flags (shell(path) ? "s" : "") (interpreter(path) ? "i" : "")
}
# What arguments tell: kernel-like (k, and K for a name of the kernel), miner (w).
function text_flags(all,   argv0, i, spaced) {
  argv0 = spaced = all
  gsub(/[^\001-\377]/, " ", spaced)
  if (i = match(all, /[^\001-\377]/)) argv0 = substr(all, 1, i - 1)
  if (nul != "whole") sub(/ .*/, "", argv0)
  first_of[all] = argv0
  sub(/^ +/, "", argv0)
  if (argv0 ~ /^\[.+\]$/) return (kernel_name(argv0) ? "kK" : "k") (miner(spaced) ? "w" : "")
  return miner(spaced) ? "w" : ""
}
# Whether a process need not have its arguments read this turn: an idle program at a system
# path, no shell or interpreter, of which 64 others run (their turn comes every 64 sweeps), or
# 16 with arguments of its size (every 16).
function alike(p, target) {
  if (every || ticks >= 20 || of_path[target] != "") return 0
  if (++same[target] > 64 && p % 64 != turn % 64) return 1
  sizes()
  return size > 0 && ++same[target, size] > 16 && p % 16 != turn % 16
}
# What the file tells that an interpreter or a loader runs: in scratch (x), or, for the
# loader, as if it were the executable itself (t, o).
function script_flags(target, all,   word, n, i) {
  gsub(/[^\001-\377]/, " ", all)
  n = split(all, word, " ")
  for (i = 2; i <= n && i < 9; i++) {
    if (substr(word[i], 1, 1) == "-") continue
    if (target ~ /\/ld-(linux|musl)/) return word[i] ~ /^\// && scratch(word[i]) ? "ot" : "o"
    return scratch(word[i]) ? "x" : ""
  }
  return ""
}
# Zombies and those that are exiting (PF_EXITING) have no executable left to look at.
function look(p,   target, all, flags, near) {
  if (!status_of(p)) return
  total++
  parent[p] = f[2]
  if (!(comm in of_name)) new_name(comm)
  if (runtimes && comm in runtime) starts[p] = 1
  if (f[7] >= 2097152 && int(f[7] / 2097152) % 2) { kernel++; return }
  if (f[1] == "Z" || f[1] == "X" || int(f[7] / 4) % 2) return
  if (!(p in exe)) { unlisted++; return }
  target = exe[p]
  if (!(target in of_path)) { of_path[target] = path_flags(target); fresh = 1 } else fresh = 0
  ticks = f[12] + f[13]
  sized = 0
  if (alike(p, target)) { unread++; all = "" }
  else all = arguments(p)
  if (!(all in of_text)) of_text[all] = text_flags(all)
  flags = of_path[target] of_text[all]
  if (target in runs_files) flags = flags script_flags(target, all)
  if (of_name[comm] != "" && flags !~ /K/) flags = flags of_name[comm]
  if (target == "") {
    if (p != 1) unreadable++
    else closed = 1
    if (!every) return
    sub(/[kK]+/, "", flags)
  }
  if (ticks >= 20) H = H " " p ":" ticks
  if (!(flags in closer)) new_flags(flags)
  if (fresh || closer[flags]) L = L " " p
  else rest[++rests] = p
  if (odd[flags]) S = S " " p
  if (p % 16 == turn % 16 || loads[flags]) environ(p)
  else rotated++
  if (!every && !speaks[flags]) {
    if (!fresh || ++examples > 1024) return
  } else if (!every && ++shown > 256) { over++; return }
  show(p, target, all, first_of[all], flags)
}
function new_name(comm) {
  of_name[comm] = kernel_comm(comm) ? "kK" : ""
  if (comm ~ /^(containerd-shim|conmon|docker-contain|runc|crun|lxc-start|systemd-nspaw)/) runtime[comm] = runtimes = 1
}
function new_flags(flags) {
  closer[flags] = flags ~ /[dtm]/
  odd[flags] = flags ~ /[sidtmo]/
  loads[flags] = flags ~ /[dtmos]/
  speaks[flags] = flags ~ /[dtmkw]/
}
function show(p, target, all, argv0, flags,   age) {
  age = uptime - f[20] / 100
  if (age < 0.01) age = 0.01
  sub(/ \(deleted\)$/, "", target)
  gsub(/[^\001-\377]/, " ", all)
  sub(/ +$/, "", all)
  printf "C|%s|%s|%s|%s|%s|%d|%d|%d|%s|%s|%s|%s|%s|%s\n", p, f[2], owner_of(p), f[1], f[20], ticks, age, ticks / age, flags,
    esc(target), esc(substr(argv0, 1, 256)), esc(substr(all, 1, 512)), esc(comm), esc(exe[f[2]])
}
function owner_of(p,   word) { split(entry[p], word, " "); return word[3] }
# Whether this awk sees past a NUL byte: whole, lines (NUL ends a line) or cut.
function nul_handling(   line) {
  if ((getline line < "/proc/self/cmdline") > 0 && length(line) > 20) line = "whole"
  else line = (getline line < "/proc/self/cmdline") > 0 && line == "-v" ? "lines" : "cut"
  close("/proc/self/cmdline")
  return line
}
BEGIN {
  if (nul == "") nul = nul_handling()
  if (nul == "cut" && !by_tr) { print "CUT"; cut = 1; exit }
  getline line < "uptime"; split(line, word, " "); uptime = word[1]
}
listed {
  i = index($0, " -> ")
  if (!match(i ? substr($0, 1, i - 1) : $0, /[0-9]+\/exe$/)) next
  name = substr($0, RSTART, RLENGTH - 4)
  if (name in exe) next
  exe[name] = i ? substr($0, i + 4) : ""
  entry[name] = $0
  next
}
/^p / { pids = split(substr($0, 3), pid, " "); next }
/^= exe$/ { listed = 1; next }
/^x / { env_of[$2] = substr($0, length($2) + 4); next }
/^a / { args_of[$2] = substr($0, length($2) + 4) }
END {
  if (cut) exit
  for (each = 1; each <= pids; each++) look(pid[each])
  if (runtimes) for (each = 1; each <= pids; each++) if (parent[pid[each]] in starts) N = N " " pid[each]
  print "H " uptime H; print "S" S; print "L" L; print "N" N
  printf "R"
  for (each = 1; each <= rests; each++) printf " %s", rest[each]
  print ""
  printf "T %d %d %d %d %d %d %d %d %d\n", total, kernel, unreadable, over, rotated, closed, unread, huge, unlisted
  print "end"
}'
}
