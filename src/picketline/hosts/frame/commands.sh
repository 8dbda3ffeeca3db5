# What arguments tell.
# shellcheck disable=SC2016 # awk, not sh
awk_commands='
function miner(s) {
  if (s ~ /stratum[12]?\+(tcp|ssl|tls|udp)|--donate[-]level|--nicehash([ =]|$)|--rig[-]id|randomx-(mode|1gb)|--coin[ =]*(monero|xmr|rvn|raven)/) return 1
  return s ~ /(-a|--algo)[ =]*(rx\/|cn\/|cryptonight|randomx|kawpow|ethash|etchash|ghostrider|argon2)/ && s ~ /(-o|--url|-u|--user)[ =]/
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
# What a command line tells that is a program itself: it gives a connection to a shell (n),
# opens one and starts something (N), or gives a shell a terminal (y).
function one_liner(flags, s) {
  gsub(/[^\001-\377]/, " ", s)
  s = substr(s, 1, 16384)
  if (flags ~ /s/) return match(s, / -[a-z]*c /) && shell_line(substr(s, RSTART + RLENGTH)) ? "n" : ""
  if (flags ~ /r/ && relay_line(s)) return "n"
  return interpreter_line(s)
}
function shell_line(s) {
  if (s ~ /\/dev\/(tcp|udp)\//)
    return s ~ /sh +(-[a-z]+ +)*-[a-z]*i|0[<>]&[0-9]|\| *([a-z\/]*\/)?(ba|da|z|k|a)?sh([ 0-9;"\047]|$)/ || (s ~ /while +read/ && s ~ /eval|(do|then|;) *"?[$`]/)
  if (s !~ /mkfifo|mknod|s_client|n(c|cat|etcat)[. ]|telnet/) return 0
  if (s ~ /s_client.*\| *([a-z\/]*\/)?(ba|da|z|k|a)?sh([ 0-9;\047"]|$)/) return 1
  if (s ~ /mkfifo|mknod/ && s ~ /(^|[^a-z0-9])(nc|ncat|netcat|telnet|socat|openssl +s_client)[. ]/ && s ~ /(^|[ \/|;&(])(ba|da|z|k|a)?sh([ 0-9<>|;"]|$)/) return 1
  return s ~ /(^|[^a-z0-9])(nc|ncat|netcat)[.a-z]* [^|;&]*(-[a-z]*[ec]|--exec|--sh-exec) *([a-z\/"]*\/)?(ba|da|z|k|a)?sh([ "]|$)/
}
function relay_line(s) {
  return s ~ / (-[a-z]*[ec]|--exec|--sh-exec) +([a-z\/]*\/)?(ba|da|z|k|a)?sh( |$)/ || tolower(s) ~ /(exec|system):"?([a-z\/]*\/)?(ba|da|z|k|a)?sh([ ,"]|$)/
}
function interpreter_line(s,   pty) {
  if (s ~ /\/inet\/(tcp|udp)\// && s ~ /\|&/) return s ~ /system\(|\|& *getline.*\|& *getline/ ? "n" : ""
  if (s !~ / (-[a-zA-Z0-9]*[ceEr]|--eval)/) return ""
  pty = s ~ /pty.*spawn/ ? "y" : ""
  if (s !~ /[sS]ocket|sockopen|TCPS|net["\047)]*[.](connect|[cC]reate)|create_connection|\/dev\/tcp\//) return pty
  if (s ~ /dup2|pty.*spawn|fdopen|open\(STD(IN|OUT)|[<>]&[0-9%$S]|sh[^a-zA-Z0-9]+-i|[\/ "\047](ba|da|z|k|a)?sh["\047 ]/) return "n"
  return s ~ /subprocess|popen|system|exec|spawn|child_process/ ? "N" : ""
}
# Whether a program off system paths goes by the name of a daemon that is at one (a).
function alias(comm, target, flags, all,   argv0, own) {
  sub(/ \(deleted\)$/, "", target)
  own = base(target)
  if (own ~ /^(busy|toy)box/) return ""
  argv0 = first_of[all]
  sub(/^[ -]+/, "", argv0); sub(/[: ].*/, "", argv0)
  argv0 = base(argv0)
  if (daemon(own)) return flags ~ /t/ ? "a" : ""
  if (argv0 != own && daemon(argv0)) return "a"
  return flags !~ /[is]/ && comm != own && daemon(comm) ? "a" : ""
}
# Whether a shell takes its commands from a person: by its arguments (interactive, bare).
function manner(all) {
  gsub(/[^\001-\377]/, " ", all)
  sub(/ +$/, "", all)
  sub(/^ *[^ ]+/, "", all)
  if (all ~ /^( +(-[a-z]*i[a-z]*|--?[a-z]+))*$/ && all ~ /-[a-z]*i/ && all !~ / -[a-z]*c/) return "interactive"
  return all ~ /^( +(-l|--login|--norc|--noprofile|-p))*$/ ? "bare" : "command"
}
'
