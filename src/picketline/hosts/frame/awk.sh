# Functions that awk programs of the probe start with.
# esc(s): s with every byte but printable ASCII, and backslash and bar, written as \xHH.
# hex(s): the number that hex digits spell. base(path): its last part.
# scratch(path): whether anybody may put a file there.
# shellcheck disable=SC2016 # awk, not sh
awk_lib='
function esc(s,   out, i, n, c) {
  if (s !~ /[^] !-[^-{}~]/) return substr(s, 1, 4000)
  if (!mapped) for (mapped = 1; mapped < 256; mapped++) {
    c = sprintf("%c", mapped)
    byte[c] = (mapped < 32 || mapped > 126 || c == "\\" || c == "|") ? sprintf("\\x%02x", mapped) : c
  }
  n = length(s); if (n > 4096) n = 4096
  out = ""
  for (i = 1; i <= n && length(out) < 4000; i++) out = out byte[substr(s, i, 1)]
  return out
}
function hex(s,   i, n) {
  n = 0
  for (i = 1; i <= length(s); i++) n = n * 16 + index("0123456789abcdef", tolower(substr(s, i, 1))) - 1
  return n
}
function base(path) { sub(/.*\//, "", path); return path }
function scratch(path) {
  return path ~ /^\/(tmp|var\/tmp|dev|run\/user|run\/shm|run\/lock|var\/lock)\//
}
'

# shady(command): the word for why a scheduled command is suspect, or "".
# bare_command(kind, line): a line of a crontab or unit without what stands before its command.
# shellcheck disable=SC2016 # awk, not sh
awk_shady='
function shady(command,   place, word) {
  gsub(/["\047]/, "", command)
  gsub(/\/(\.?\/)+/, "/", command)
  gsub(/%T\//, "/tmp/", command)
  gsub(/%V\//, "/var/tmp/", command)
  place = "/(tmp|var/tmp|dev/shm|run/shm|run/user/[0-9]+)"
  word = "((ba|da|z|k|a)?sh|source|[.]|exec|nohup|setsid|nice|env|sudo|eval|python[0-9.]*|perl|php|ruby|node|then|do)"
  if (command ~ /\/dev\/(tcp|udp)\//) return "reverse-shell"
  if (command ~ /(^|[^a-z])(nc|ncat|netcat)[^|;&]* -[a-z]*[ec]( |$)/) return "reverse-shell"
  if (command ~ /(curl|wget|fetch)[ \t].*\|[ \t]*([a-z\/]*\/)?((sudo|env)[ \t]+(-[^ \t]+[ \t]+([a-z]+[ \t]+)?)*)?([a-z\/]*\/)?((ba|da|z|k|a)?sh|python[0-9.]*|perl|php|ruby|node)([ \t;&|)]|$)/) return "fetch-and-run"
  if (command ~ /(sh|bash|eval|source|\.)[ \t]+(-c[ \t]+)?.?[<$`]*[(`]*[ \t]*(curl|wget)[ \t]/) return "fetch-and-run"
  if (command ~ /(curl|wget|fetch)[ \t].*(;|&&)[ \t]*(chmod[ \t]|([a-z\/]*\/)?(sudo[ \t]+)?(ba|da|z|k|a)?sh[ \t]|\.\/)/) return "fetch-and-run"
  if (command ~ /base64[ \t]+(-d|-D|--decode).*\|[ \t]*([a-z\/]*\/)?(ba|da|z|k|a)?sh([^a-z]|$)/) return "decode-and-run"
  if (command ~ ("(^|[;&|(`=@!+:-]|(^|[ \t;&|(/])" word "[ \t]+(-[a-z]+[ \t]+)*)[ \t]*" place "/[^ \t;&|>]")) return "scratch"
  if (command ~ ("(^|[ \t;&|(])cd[ \t]+" place "/?[^ \t;&|]*[ \t]*(;|&&)[ \t]*([.]/|((ba|da|z|k|a)?sh|exec|nohup)[ \t])")) return "scratch"
  return ""
}
function bare_command(kind, line) {
  if (kind == "unit") { sub(/^[ \t]*Exec[A-Za-z]*[ \t]*=[ \t]*[@!+:-]*/, "", line); return line }
  sub(/^[ \t]*/, "", line)
  if (sub(/^@[a-z]+[ \t]+/, "", line) || line !~ /^([0-9*]|[A-Za-z]+[ \t]+[0-9*])/) return line
  sub(/^[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+/, "", line)
  return line
}
'

# Print what hex digits spell.
unhex() {
  awk -v digits="$1" "$awk_lib"'BEGIN { for (i = 1; i < length(digits); i += 2) printf "%c", hex(substr(digits, i, 2)) }'
}
