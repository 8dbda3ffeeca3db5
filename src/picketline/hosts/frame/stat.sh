# status_of(p): read /proc/PID/stat. sizes(): how long arguments and environment are.
# shellcheck disable=SC2016 # awk, not sh
awk_stat='
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
# Whether this awk sees past a NUL byte: whole, lines (NUL ends a line) or cut.
function nul_handling(   line) {
  if ((getline line < "/proc/self/cmdline") > 0 && length(line) > 20) line = "whole"
  else line = (getline line < "/proc/self/cmdline") > 0 && line == "-v" ? "lines" : "cut"
  close("/proc/self/cmdline")
  return line
}
'
