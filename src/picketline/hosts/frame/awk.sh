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

# shady(command): the word for why a command that others start is suspect, or "".
# started_in(command, homes): whether one of its commands starts a file in scratch; with homes, in a
# home. started(s): what one simple command starts, without what stands before it.
# bare_command(kind, line): a line of a crontab or unit without what stands before its command.
# shellcheck disable=SC2016 # awk, not sh
awk_shady='
function shady(command,   whole, shell) {
  if (command !~ /["\047\\]/) whole = command
  else {
    gsub(/\\[;&|()<>`]/, ",", command)
    gsub(/\\/, "", command)
    whole = command
    gsub(/["\047]/, "", whole)
    command = whole ~ /(sh|su|runuser|flock|script|screen|tmux)[ \t]([^;&|]*[ \t])?(-[a-z]*c|--command)[ \t]|(^|[ \t;&|(])(eval|trap)[ \t]|command=|_COMMAND=|(system|popen)\(/ ? whole : unquoted(command)
  }
  if (whole !~ /tmp|shm|user|%[TV]|curl|wget|fetch|base64|\/(tcp|udp)\/|nc|netcat|socat|sock|sh -i/) return ""
  gsub("/([.]?/)+", "/", command)
  gsub("%T/", "/tmp/", command)
  gsub("%V/", "/var/tmp/", command)
  if (place == "") {
    place = "/(tmp|var/tmp|dev/shm|run/shm|run/user/[0-9]+)"
    sudo_ = "((sudo|env)[ \t]+(-[^ \t]+[ \t]+([a-z]+[ \t]+)?)*)?"
    path_ = "([a-z/]*/)?"
    shell_ = "(ba|da|z|k|a)?sh"
    end_ = "([ \t]*([;&|)}<>#]|$)|[ \t]+[0-9][<>])"
    input_ = "(([ \t]+-[abd-z-][a-z-]*)*([ \t]+-)?" end_ "|[ \t]+-s[ \t])"
    other_ = "(python[0-9.]*|perl|php|ruby|node)([ \t]+-)?" end_
    taken_ = "\\|[ \t]*" path_ sudo_ path_ "(" shell_ input_ "|" other_ ")"
  }
  if (index(command, "/dev/") && command ~ "/dev/(tcp|udp)/" && net_shell(command)) return "reverse-shell"
  if ((index(command, "nc") || index(command, "netcat")) && command ~ "(^|[^a-z])(nc|ncat|netcat)[ \t][^|;&]*-[a-z]*[ec]( |$)" && command !~ "(nc|ncat|netcat)[ \t]+(-[a-z]+[ \t]+)*-[a-z]*z") return "reverse-shell"
  if (index(command, "sh -i") && command ~ "sh -i[^|]*[|][ \t]*([a-z/]*/)?(nc|ncat|netcat|telnet|openssl|socat)[ \t]") return "reverse-shell"
  if (index(command, "socat") && command ~ "socat[ \t].*([eE][xX][eE][cC]|[sS][yY][sS][tT][eE][mM]):([a-z/]*/)?(ba|da|z|k|a)?sh([^a-z]|$)") return "reverse-shell"
  if (index(command, "ock") && command ~ "(python[0-9.]*|perl|php|ruby)[ \t]+(-[A-Za-z]+[ \t]+)*-[a-zA-Z]*[cer][^a-z].*(e Socket|[:P]Socket|fsockopen|[.]socket[(]|from socket).*(dup2|exec|pty|sh)") return "reverse-shell"
  if ((index(command, "curl") || index(command, "wget") || index(command, "fetch")) && fetch_runs(command)) return "fetch-and-run"
  if (index(command, "base64") && decoded(command)) return "decode-and-run"
  if (index(command, "LD_") && command ~ ("LD_(PRELOAD|AUDIT)[ \t]*=[ \t]*[^;&| \t]*" place "/")) return "preload"
  return command ~ place && started_in(command, 0) ? "scratch" : ""
}
function unquoted(s,   out, q) {
  out = ""
  while (match(s, "\"[^\"]*\"|\047[^\047]*\047")) {
    q = substr(s, RSTART + 1, RLENGTH - 2)
    gsub("[;&|]", ",", q)
    if (RSTART > 1 && substr(s, RSTART - 1, 1) == "=") gsub("[ \t]", ",", q)
    out = out substr(s, 1, RSTART - 1) q
    s = substr(s, RSTART + RLENGTH)
  }
  gsub("[\"\047]", "", s)
  return out s
}
function net_shell(s) {
  return s ~ "(<>|>&|&>)[ \t]*/dev/(tcp|udp)/" || s ~ "sh[ \t]+-i.*/dev/(tcp|udp)/" \
    || s ~ ("(^|[ \t;&|(/])(" shell_ "([ \t]+-[abd-z]+)*|eval[^;&|]*|source|[.])[ \t]*<[ \t]*/dev/(tcp|udp)/") \
    || s ~ ("/dev/(tcp|udp)/.*" taken_)
}
function fetch_runs(s,   to) {
  if (s ~ ("(curl|wget|fetch)[ \t].*" taken_)) return 1
  if (s ~ ("(^|[ \t;&|(/])(" shell_ "|eval|source|[.]|python[0-9.]*|perl)[ \t]+(-[a-z]+[ \t]+)*(<[(]|[$][(]|`)[ \t]*" path_ "(curl|wget|fetch)[ \t]")) return 1
  if (s ~ "curl[ \t]" && s !~ "curl[ \t][^;|]*([ \t]-[a-zA-Z]*[oO]|--output|--remote-name|>)") return 0
  if (s ~ "(-o|--output|-[a-zA-Z]*O|>)[ \t=]*(/dev/null|-([ \t]|$))|--spider") return 0
  to = "([^-/ \t;&|]|" place "/)"
  return s ~ ("(curl|wget|fetch)[ \t].*(;|&&)[ \t]*(" sudo_ path_ shell_ "[ \t]+(-[abd-z]+[ \t]+)*" to "|[.]/|chmod[ \t]+(-[a-zA-Z]+[ \t]+)*([ugoa]*[+=][rwst]*x[rwst]*|0?[1357][0-7][0-7])[ \t]+" to ")")
}
function decoded(s) {
  return s ~ ("base64[ \t]+(-d|-D|--decode).*" taken_) || s ~ ("(" shell_ "|eval|source|[.])[ \t]+(-[a-z]+[ \t]+)*(<[(]|[$][(]|`).*base64[ \t]+(-d|-D|--decode)")
}
function started_in(command, homes,   piece, n, i, inside, run, at) {
  if (index(command, "command=") && match(command, "(^|[ \t,])command=")) command = substr(command, RSTART + RLENGTH)
  if (index(command, "case")) gsub("case[ \t]+[^ \t]+[ \t]+in([ \t]+|$)", "", command)
  if (index(command, ")")) command = unlabelled(command)
  if (index(command, "=(")) gsub("[A-Za-z0-9_]=[(][^)]*[)]", "", command)
  if (index(command, "s|")) gsub("(^|[ \t;])s[|][^|]*[|][^|]*[|]", " ", command)
  at = homes ? "^/(home/[^/]+|root)/." : "^" place "/."
  n = split(command, piece, "[;&|`]+|[$<>][(]")
  for (i = 1; i <= n && i <= 64; i++) {
    run = started(piece[i])
    if (run ~ at) return run
    if (run == "cd") inside = (piece[i] ~ ("cd[ \t]+" place "(/|[ \t)}]|$)"))
    else if (inside && (run ~ "^[.]/" || by_shell && run ~ "^[^-/]")) return run
  }
  return ""
}
function unlabelled(s,   label) {
  label = substr(s, 1, index(s, ")"))
  gsub("[ \t]*[|][ \t]*", "|", label)
  return label ~ "^[ \t]*[^ \t(){};&`$]+[ \t]*[)]$" ? substr(s, index(s, ")") + 1) : s
}
function started(s,   word, name, n, code) {
  by_shell = 0
  while (n++ < 16) {
    sub("^([A-Za-z_][A-Za-z0-9_-]*[ \t]*[(][)])?[ \t({!]+", "", s)
    if (match(s, "^[A-Za-z_][A-Za-z0-9_]*=[^ \t]*[ \t]+") || match(s, "^[0-9]*[<>]+[ \t]*[^ \t]+[ \t]+")) {
      s = substr(s, RLENGTH + 1)
      continue
    }
    word = s
    sub("[ \t<>)}].*", "", word)
    name = base(word)
    if (name != word && word !~ "^/(usr/)?(local/)?(s?bin|lib[^/]*)/([^/]*-linux-[^/]*/)?[^/]*$" || name !~ "^((ba|da|z|k|a|mk)?sh|busybox|source|[.]|exec|nohup|setsid|nice|ionice|chrt|taskset|timeout|stdbuf|env|sudo|doas|eval|command|builtin|time|xargs|if|then|else|elif|do|while|until|python[0-9.]*|perl|php[0-9.]*|ruby|node|su|runuser|flock|start-stop-daemon|screen|ld-linux.*|ld-musl.*)$") return word
    s = substr(s, length(word) + 1)
    if (name ~ "^(su|runuser)$" && !sub("^.*[ \t](-c|--command)[ \t=]+", "", s)) return word
    if (name == "start-stop-daemon") sub("^.*[ \t](--exec|-x|--startas|-a)[ \t=]+", "", s)
    by_shell = name ~ "sh$"
    sub("^[ \t]+", "", s)
    code = 0
    while (match(s, "^-[^ \t]*[ \t]+") || name ~ "^(nice|ionice|chrt|taskset|timeout)$" && match(s, "^[0-9][^ \t]*[ \t]+")) {
      word = substr(s, 1, RLENGTH)
      s = substr(s, RLENGTH + 1)
      if (word ~ "^-[a-z]*c") code = 1
      if (name ~ "^(sudo|doas)$" && word ~ "^-[ugUhpCTrt][ \t]" || name == "env" && word ~ "^-u[ \t]" || name == "screen" && word ~ "^-[a-zA-Z]*S[ \t]" || name == "flock" && word ~ "^-[wE][ \t]") sub("^[^ \t]+[ \t]+", "", s)
    }
    if (code) by_shell = 0
    if (name == "flock") sub("^[^ \t]+[ \t]+(-c[ \t]+)?", "", s)
  }
  return ""
}
function bare_command(kind, line) {
  if (kind == "unit") { sub(/^[ \t]*Exec[A-Za-z]*[ \t]*=[ \t]*[|@!+:-]*/, "", line); return line }
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
