# look(p): what gather prints of one process, and its part of the lists and counts.
# shellcheck disable=SC2016 # awk, not sh
awk_look='
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
# Whether a process need not have its arguments read this turn: an idle program at a system
# path, no shell or interpreter, of which 64 others run (their turn comes every 64 sweeps), or
# 16 with arguments of its size (every 16).
function alike(p, target) {
  if (every || ticks >= 20 || of_path[target] != "") return 0
  if (++same[target] > 64 && p % 64 != turn % 64) return 1
  sizes()
  return size > 0 && ++same[target, size] > 16 && p % 16 != turn % 16
}
# Whether a process is left to another sweep: a program at a system path, no shell or
# interpreter, of which 64 others run. Every fourth sweep leaves none, the others three of four.
function left(p,   target) {
  target = exe[p]
  if (target == "" || !(target in of_path) || of_path[target] != "" || ++many_of[target] <= 64 || p % 4 == turn % 4) return 0
  total++; unread++; passed++; skimmed++
  rest[++rests] = p
  return 1
}
# Zombies and those that are exiting (PF_EXITING) have no executable left to look at.
function look(p,   target, all, flags) {
  if (skims && left(p)) return
  if (!status_of(p)) { gone++; return }
  total++
  if (f[18] != "1") threads += f[18] - 1
  parent[p] = f[2]
  if (f[2] != elder) { elder = f[2]; if (!(elder in child_of)) elders[++oldest] = elder; child_of[elder] = p }
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
  flags = flags_of(target, all)
  if (hunting) seek_process(p, target, all)
  if (target == "") {
    if (p != 1) unreadable++
    else closed = 1
    if (!every) return
    gsub(/[kK]+/, "", flags)
  }
  if (ticks >= 20) H = H " " p ":" ticks
  if (!(flags in matters)) new_flags(flags)
  if (fresh || closer[flags]) L = L " " p
  else rest[++rests] = p
  if (matters[flags] || p % 16 == share || whole) {
    if (odd[flags]) S = S " " p
    if (talks[flags]) W = W " " p
    if (!every) look_closer(p, target, all, flags)
  } else passed++
  if (every || speaks[flags]) { if (!every && ++shown > 256) { over++; return } }
  else if (!fresh || ++examples > 1024) return
  show(p, target, all, first_of[all], flags)
}
# What path, arguments and name tell together.
function flags_of(target, all,   kind, flags) {
  if (!(all in of_text)) of_text[all] = text_flags(all)
  kind = of_path[target]
  flags = kind of_text[all] of_name[comm]
  if (kind == "" && !(target in runs_files)) return flags
  if (target in runs_files) flags = flags script_flags(target, all)
  if (kind != "") flags = flags more_flags(kind, target, all)
  return flags
}
function more_flags(flags, target, all,   more) {
  more = ""
  if (flags ~ /[si]/) {
    if (!((flags, all) in of_line)) of_line[flags, all] = one_liner(flags, all)
    more = of_line[flags, all]
  }
  if (flags ~ /o/) more = more alias(comm, target, flags, all)
  if (flags ~ /c/ && all ~ /([^\001-\377]| )-[a-zA-Z0-9]*[RDw]/) more = more "f"
  return more
}
# The status, mapped files and environments of those that matter, and of a share of the others.
function look_closer(p, target, all, flags,   near, guard, due, person) {
  due = p % 256 == turn % 256
  guard = flags ~ /g/ && (++guards <= 12 || p % 16 == share)
  near = whole || (looks[flags] && (++looked[target] <= 16 || p % 16 == share))
  if (near || guard || due) tell_status(p, flags, all)
  else unasked++
  if (guard || ((near || due) && map_lines < 2000)) maps(p, guard)
  if (p % 16 == share || loads[flags]) {
    person = flags ~ /s/ ? manner(all) : ""
    environ(p, person == "interactive" || (person == "bare" && f[5] != 0))
  } else passed++
}
function new_name(comm) {
  of_name[comm] = kernel_comm(comm) ? "kK" : comm ~ /^(sshd|sshd-session|sshd-auth|login|su|sudo|systemd-logind|crond?)$/ ? "g" : ""
  if (comm ~ /^(containerd-shim|conmon|docker-contain|runc|crun|lxc-start|systemd-nspaw)/) runtime[comm] = runtimes = 1
}
function new_flags(flags) {
  closer[flags] = flags ~ /[dtmrnNp]/
  odd[flags] = flags ~ /[sidtmo]/
  loads[flags] = flags ~ /[dtmos]/
  looks[flags] = flags ~ /[dtmosnNyf]/
  talks[flags] = flags ~ /[rnN]/
  speaks[flags] = flags ~ /[dtmkwhanNyf]/
  matters[flags] = odd[flags] || looks[flags] || talks[flags] || flags ~ /g/
}
# Print the parents that nobody listed: a process that is there is listed.
function tell_parents(   k, q, i) {
  for (k = 1; k <= oldest; k++) {
    q = elders[k]
    if (q == 0 || (q in parent)) continue
    for (i = 1; i <= pids && pid[i] != q; i++) continue
    if (i > pids) print "Z|" q "|" child_of[q] "|."
  }
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
function owner_of(p,   word) {
  if (p in owner) return owner[p]
  split(entry[p], word, " ")
  return word[3]
}
'
