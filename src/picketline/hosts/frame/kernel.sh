# Print what the reading of modules starts from.
kernel_input() { [ ! -r "$root/proc/modules" ] || printf 'module %s\n' "$root"/sys/module/*/initstate; }

# module_file(file): a module's state. kernel_end(): what of the kernel can be set.
# shellcheck disable=SC2016 # awk, not sh
awk_kernel='
function module_file(file,   line, part, n) {
  if ((getline line < file) > 0 && line == "live") { n = split(file, part, "/"); live[part[n - 1]] = 1 }
  close(file)
}
function value(name, file,   line) {
  if ((getline line < (root file)) >= 0) print "V|" name "|" esc(substr(line, 1, 256)) "|."
  else print "V|" name "|?|."
}
function kernel_end(   line, part, module) {
  value("core_pattern", "/proc/sys/kernel/core_pattern")
  value("modprobe", "/proc/sys/kernel/modprobe")
  value("uevent_helper", "/sys/kernel/uevent_helper")
  while ((getline line < (root "/proc/modules")) > 0) { split(line, part, " "); delete live[part[1]] }
  for (module in live) print "O|" esc(module) "|."
}
'
