# Print what the reading of the kernel's settings starts from.
kernel_input() {
  [ ! -r "$root/proc/modules" ] || printf 'module %s\n' "$root"/sys/module/*/initstate
  printf 'nic %s\n' "$root"/sys/class/net/*/flags
  set -- "$root"/sys/fs/bpf/*
  for each; do
    case ${each##*/} in
      \*) ;;
      *[!\ -~]*) printf 'bpf odd\n' ;;
      *) printf 'bpf %s\n' "${each##*/}" ;;
    esac
  done
}

# Set suspects to the awk that judges modules from elsewhere and probes, where there are any: what an
# awk need not understand costs nothing.
kernel_parts() {
  suspects_of=$no_suspects tainted=0 line=''
  [ ! -r "$root/proc/sys/kernel/tainted" ] || read -r tainted <"$root/proc/sys/kernel/tainted"
  [ ! -r "$root/sys/kernel/debug/kprobes/list" ] || read -r line <"$root/sys/kernel/debug/kprobes/list" || :
  [ -n "$line" ] || ! hooks_due || [ ! -r "$root/sys/kernel/tracing/enabled_functions" ] || read -r line <"$root/sys/kernel/tracing/enabled_functions" || :
  [ "$tainted$line" = 0 ] || suspects_of=$awk_suspects
  ! hooks_due || suspects_of="$suspects_of BEGIN { hooks = 1 }"
}

# Whether it is the turn of the functions that ftrace hooks: the kernel looks at each that it has.
hooks_due() { [ -n "$root" ] || [ $((turn % 4)) -eq 3 ]; }

# Whether binfmt_misc is mounted; to look there would mount it.
has_handlers() {
  [ -z "$root" ] || return 0
  case $newline$file_facts in *"${newline}place|binfmt|"*) ;; *) return 1 ;; esac
}

# Print the handlers of binfmt_misc.
binfmt_input() {
  has_handlers || return 0
  set +f
  for each in "$root"/proc/sys/fs/binfmt_misc/*; do
    case ${each##*/} in
      \* | register | status | *[!\ -~]*) ;;
      *) printf 'binfmt %s\n' "$each" ;;
    esac
  done
  set -f
}

# module_file(file): a module's state. nic(file): an interface's flags. kernel_end(): what of
# the kernel can be set.
# shellcheck disable=SC2016 # awk, not sh
awk_kernel='
function module_file(file,   part, n) {
  if (first_line(file) == "live") { n = split(file, part, "/"); live[part[n - 1]] = 1 }
}
function first_line(file,   line) {
  if ((getline line < file) <= 0) line = ""
  close(file)
  return line
}
function value(name, file,   line, program) {
  if ((getline line < (root file)) < 0) { print "helper|" name "|?|."; return }
  program = line
  if (name == "core_pattern" && !sub(/^[|]/, "", program)) return
  sub(/ .*/, "", program)
  if (program == "" || program == "/sbin/modprobe") return
  print "helper|" name "|" esc(substr(line, 1, 256)) "|."
  print "own|" esc(program) "|."
}
function listed_module(line,   name) {
  name = line
  sub(/ .*/, "", name)
  delete live[name]
  if (index(" adore adore_ng brokepkg caraxes diamorphine enyelkm ipsecs_kbeast_v1 kbeast knark kovid lilyofthevalley nitara nitara2 nuk3gh0st pumakit reptile reptile_module research_rootkit reveng_rtkit rkduck rootkit singularity subversive suterusu the_colonel vlogger wnps xingyiquan ", " " name " ")) print "kit|" name "|."
  if (substr(line, length(line)) == ")") foreign_module(name, line)
}
function nic(file,   part, n, flags) {
  n = split(file, part, "/")
  if (index(part[n - 1], "veth") == 1 || nics++ > 256) return
  flags = first_line(file)
  if (nics > 256) print "?|interfaces|only the first 256 are looked at|."
  else if (int(hex(substr(flags, 3)) / 256) % 2) print "nic|" esc(part[n - 1]) "|."
}
function pin(name) {
  if (++pins <= 50) print "bpf|" esc(name) "|."
  else if (pins == 51) print "?|bpf|only the first 50 pinned names are told|."
}
function boot(   word, n, i, name, set, at) {
  n = split(first_line(root "/proc/cmdline"), word, " ")
  for (i = 1; i <= n && word[i] != "--"; i++) {
    name = word[i]
    sub(/=.*/, "", name)
    set = substr(word[i], length(name) + 2)
    gsub(/"/, "", set)
    at = ""
    if (name == "init" || name == "rdinit") at = boot_place(set)
    else if (name == "systemd.debug-shell" || name == "systemd.debug_shell") { if (set !~ /^(0|no|off|false)$/) at = "shell" }
    else if (index(" module.sig_enforce=0 module.sig_enforce=n module.sig_enforce=N selinux=0 enforcing=0 apparmor=0 audit=0 audit=off lockdown=none nokaslr ima_appraise=off ", " " word[i] " ")) at = "off"
    if (at != "") print "boot|" esc(name) "|" esc(substr(set, 1, 256)) "|" at "|."
  }
}
function boot_place(path,   pattern) {
  if (scratch(path) || path ~ /^\/(home|root)\// || path ~ /\/\.[^\/]/) return "scratch"
  if (path ~ /\/(ba|da|a)?sh$/) return "shell"
  pattern = "^/(s?bin|usr|lib(32|64)?|nix|gnu|run/current-system)/.|^/(init|linuxrc|etc/init|etc/preinit)$"
  return path ~ pattern ? "" : "odd"
}
function setting(name, bad,   file) {
  file = name
  gsub(/\./, "/", file)
  if (first_line(root "/proc/sys/" file) == bad) print "ctl|" name "|" bad "|."
}
function kernel_end(   line, module) {
  value("core_pattern", "/proc/sys/kernel/core_pattern")
  value("modprobe", "/proc/sys/kernel/modprobe")
  value("uevent_helper", "/sys/kernel/uevent_helper")
  while ((getline line < (root "/proc/modules")) > 0) listed_module(line)
  for (module in live) if (first_line(root "/sys/module/" module "/initstate") == "live") print "O|" esc(module) "|."
  taint()
  probes()
  boot()
  setting("kernel.randomize_va_space", "0")
  setting("kernel.unprivileged_bpf_disabled", "0")
  setting("fs.suid_dumpable", "1")
  setting("fs.protected_symlinks", "0")
  setting("fs.protected_hardlinks", "0")
}
'

no_suspects='function foreign_module(name, line) { return name line } function taint() { return 0 } function probes() { return 0 }'

# foreign_module(name, line): a module that bears flags. taint(): what tainted the kernel. probes():
# what in it is probed and hooked.
# shellcheck disable=SC2016 # awk, not sh
awk_suspects='
function honest_module(name,   pattern) {
  pattern = "^(nvidia|nv_p|zfs|z(avl|nvpair|unicode|common|lua|zstd)$|vbox|vmw_|v4l2loopback|dattobd|veeam|blksnap|snapapi|falco|scap$|sysdig|falcon_|lttng|stap_|lustre|beegfs|mmfs|mlx|ib_|rdma_|iw_|amd|r8[0-9]+|rtl|8[0-9]+[a-z]|xt_|dahdi|tuxedo|system76|habanalabs|ddbridge|anbox|binder|ashmem)"
  if (name ~ pattern) return 1
  return index(" gdrdrv spl icp vmmon vmnet wl evdi acpi_call wireguard drbd kvdo uds elastio_snap dsa_filter bmhook tmhook kesl redirfs lkrg openafs libafs lnet libcfs ksocklnd ko2iblnd ptlrpc obdclass tracedev knem xpmem gasket apex ena efa ixgbe i40e ice igb iavf irdma tp_smapi digimend vhba ", " " name " ") > 0
}
function foreign_module(name, line) {
  sub(/.* [(]/, "(", line)
  if (line !~ /[OEF]/) return
  if (name ~ /^(falco|scap|sysdig|stap_|lttng|lkrg|dsa_filter|[bt]mhook)/) tracer = 1
  if (length(foreign) < 256) foreign = foreign " " esc(name) line
  if (!honest_module(name)) strange = 1
}
function bit(n, by) { return int(n / by) % 2 }
function taint(   n, letters) {
  n = first_line(root "/proc/sys/kernel/tainted")
  if (n !~ /^[1-9][0-9]*$/) return
  letters = (bit(n, 2) ? "F" : "") (bit(n, 8) ? "R" : "") (bit(n, 4096) ? "O" : "") (bit(n, 8192) ? "E" : "")
  if (letters != "") print "taint|" letters "|" n "|" (foreign == "" ? "gone" : strange ? "strange" : "known") "|" substr(foreign, 2) "|."
}
# What a probe on a function of the kernel is good for: hide (it lists something), watch or "".
function purpose(name,   pattern) {
  sub(/[.].*/, "", name)
  pattern = "^(__[a-z0-9_]*_|k|compat_)?sys_"
  sub(pattern, "sys_", name)
  pattern = "^(sys_getdents(64)?|(compat_)?fill(dir(64)?|onedir)|(tcp|udp)[46]_seq_show|proc_pid_readdir|next_tgid|m_show|tpacket_rcv)$"
  if (name ~ pattern) return "hide"
  return index(" sys_kill sys_open sys_openat sys_openat2 sys_read sys_statx sys_newfstatat ", " " name " ") ? "watch" : ""
}
function add_probe(why, name) {
  if ((why, name) in probe_told) return
  probe_told[why, name] = 1
  if (length(probed[why]) < 256) probed[why] = probed[why] " " esc(name)
}
function probes(   line, f, n, i, why, hooked, harmless) {
  while ((getline line < (root "/sys/kernel/debug/kprobes/list")) > 0) {
    if (n++ > 5000) { print "?|probes|more than 5000 probes in the kernel|."; break }
    if (split(line, f, " ") < 3) continue
    sub(/\+.*/, "", f[3])
    if (why = purpose(f[3])) add_probe(why, f[3])
  }
  n = 0
  hooked = "^[A-Za-z0-9_.]+ .*[(][0-9]+[)][ A-Z]*I"
  harmless = "klp_|bpf|[(][0-9]+[)][ A-Z]*D"
  while (hooks && (getline line < (root "/sys/kernel/tracing/enabled_functions")) > 0) {
    if (n++ > 5000) { print "?|probes|more than 5000 hooks in the kernel|."; break }
    if (line !~ hooked || line ~ harmless) continue
    split(line, f, " ")
    if (purpose(f[1]) != "hide") continue
    why = "hook"
    if (match(line, "[[][A-Za-z0-9_]+[]][)]")) {
      line = substr(line, RSTART + 1, RLENGTH - 3)
      if (!honest_module(line)) { why = "module"; hooker = line }
    }
    add_probe(why, f[1])
  }
  n = split("hide watch hook module", f, " ")
  for (i = 1; i <= n; i++) if ((why = f[i]) in probed) print "probe|" why "|" substr(probed[why], 2) "|" tracer + 0 "|" (why == "module" ? hooker : "") "|."
}
'

no_handlers='function binfmt(file) { return file }'

# binfmt(file): a handler of binfmt_misc.
# shellcheck disable=SC2016 # awk, not sh
awk_binfmt='
function binfmt(file,   line, n, program, flags, on) {
  if (handlers++ == 200) print "?|binfmt|only the first 200 handlers are read|."
  if (handlers > 200) return
  while ((getline line < file) > 0 && n++ < 20) {
    if (line == "enabled") on = 1
    else if (line ~ /^interpreter /) program = substr(line, 13)
    else if (line ~ /^flags:/) flags = substr(line, 8)
  }
  close(file)
  if (!on || program == "") return
  rare("binfmt|" esc(base(file)) "|" esc(substr(program, 1, 256)) "|" esc(flags))
  print "own|" esc(program) "|."
}
'
