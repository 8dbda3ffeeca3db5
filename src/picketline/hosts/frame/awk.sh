# Functions that every awk program of the probe starts with.
# esc(s): s with every byte but printable ASCII, and backslash and bar, written as \xHH.
# hex(s): the number that hex digits spell. base(path): its last part.
# shady(command): the word for why a scheduled command is suspect, or "".
# shellcheck disable=SC2016 # awk, not sh
awk_lib='
function esc(s,   out, i, n, c) {
  if (s !~ /[^] !-[^-{}~]/) return s
  if (!mapped) for (mapped = 1; mapped < 256; mapped++) {
    c = sprintf("%c", mapped)
    byte[c] = (mapped < 32 || mapped > 126 || c == "\\" || c == "|") ? sprintf("\\x%02x", mapped) : c
  }
  n = length(s); if (n > 4096) n = 4096
  out = ""
  for (i = 1; i <= n; i++) out = out byte[substr(s, i, 1)]
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
function shady(command) {
  if (command ~ /\/dev\/(tcp|udp)\//) return "reverse-shell"
  if (command ~ /(^|[^a-z])(nc|ncat|netcat)[^|;&]* -[a-z]*[ec]/) return "reverse-shell"
  if (command ~ /(curl|wget|fetch)[ \t].*\|[ \t]*(sudo[ \t]+)?([a-z\/]*\/)?(ba|da|z|k|a)?sh([^a-z]|$)/) return "fetch-and-run"
  if (command ~ /(curl|wget|fetch)[ \t].*\|[ \t]*(sudo[ \t]+)?([a-z\/]*\/)?(python|perl|php|ruby|node)/) return "fetch-and-run"
  if (command ~ /(sh|bash|eval|source|\.)[ \t]+(-c[ \t]+)?.?[<$`"]*[(`]*[ \t]*(curl|wget)[ \t]/) return "fetch-and-run"
  if (command ~ /base64[ \t]+(-d|-D|--decode).*\|[ \t]*([a-z\/]*\/)?(ba|da|z|k|a)?sh([^a-z]|$)/) return "decode-and-run"
  if (command ~ /(curl|wget)[ \t].*(-o|-O|>)[ \t]*[^ \t;&]+.*(;|&&)[ \t]*(chmod|(ba|da)?sh[ \t]|\.\/|\/(tmp|var\/tmp|dev\/shm)\/)/) return "fetch-and-run"
  if (command ~ /(^|[ \t;&|=(@!+:"-])\/(tmp|var\/tmp|dev\/shm|run\/shm|run\/user\/[0-9]+)\/[^ \t;&|>]/) return "scratch"
  return ""
}
'

# Print what hex digits spell.
unhex() {
  awk -v digits="$1" "$awk_lib"'BEGIN { for (i = 1; i < length(digits); i += 2) printf "%c", hex(substr(digits, i, 2)) }'
}
