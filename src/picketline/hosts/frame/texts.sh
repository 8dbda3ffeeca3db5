# What is told of a text holds one of these, whatever quotes stand within a word. Login
# words are looked for at every other sweep, vendor words at one in four, python words at one in six.
q="[\"'\\\\]*"
blank='[[:space:]]'
text_words="/${q}(t${q}m${q}p|s${q}h${q}m|u${q}s${q}e${q}r$q/[/.]*${q}[0-9]+)${q}[^a-zA-Z]|%[TV]/|/${q}(t${q}c|u${q}d)${q}p$q/"
text_words="$text_words|(c${q}u${q}r${q}l|w${q}g${q}e${q}t|f${q}e${q}t${q}c${q}h|s${q}o${q}c${q}a${q}t)$q$blank"
text_words="$text_words|6${q}4$q$blank$q-|s${q}h$q$blank$q-${q}i|(^|[^a-z])n${q}(c|c${q}a${q}t|e${q}t${q}c${q}a${q}t)$q$blank"
text_words="$text_words|e Socket|[:P]Socket|fsockopen|[.]socket[(]|from socket"
text_words="$text_words|NOPASSWD|!authenticate|LD_(PRELOAD|AUDIT)|Result[.]YES|ResultAny=yes"
vendor_words="(\"-?|sh |env |-c [\"'])/(home|root)/"
login_words="pam_(exec|script)|(sufficient|done[^]]*])$blank*pam_permit|(required|requisite|sufficient|optional|])$blank+[./]"
login_words="$login_words|alias${blank}[a-z]*=[^ ]*/${q}[.]|(sudo|su|doas|passwd) ?[(][)]|function (sudo|su|doas|passwd)"
python_words="import$blank.*(b64decode|subprocess|os[.]|urlopen|urllib|socket|marshal)|exec$blank*[(].*(b64decode|decompress|urlopen|marshal)"

# A kind, then the folders and files of its texts.
text_places="gen /etc/systemd/system-generators /etc/systemd/user-generators /run/systemd/system-generators \
/run/systemd/user-generators /usr/local/lib/systemd/system-generators /usr/local/lib/systemd/user-generators \
unit /etc/systemd/system /run/systemd/system /run/systemd/transient /run/systemd/generator /run/systemd/generator.early \
/run/systemd/generator.late /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system \
/etc/systemd/user /run/systemd/user /usr/local/lib/systemd/user /usr/lib/systemd/user /lib/systemd/user \
at /var/spool/cron/atjobs /var/spool/cron/atspool /var/spool/at /var/spool/atjobs \
cron /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly /etc/periodic /var/spool/cron \
/etc/crontab /etc/anacrontab \
rc /etc/rc.local /etc/rc.d /etc/init.d /etc/init /etc/local.d /etc/inittab /etc/sv \
udev /etc/udev/rules.d /run/udev/rules.d /usr/local/lib/udev/rules.d /usr/lib/udev/rules.d /lib/udev/rules.d \
motd /etc/update-motd.d \
hook /etc/apt/apt.conf /etc/apt/apt.conf.d /etc/dpkg/dpkg.cfg /etc/dpkg/dpkg.cfg.d /etc/yum /etc/dnf/plugins \
/etc/dnf/libdnf5-plugins /etc/pacman.d/hooks \
start /etc/profile /etc/profile.d /etc/bash.bashrc /etc/bashrc /etc/bash.bash_logout /etc/zsh /etc/zshenv /etc/zprofile \
/etc/zshrc /etc/zlogin /etc/environment \
desktop /etc/xdg/autostart /usr/share/dbus-1/system-services /usr/local/share/dbus-1/system-services \
boot /etc/initramfs-tools/hooks /etc/initramfs-tools/scripts /etc/dracut.conf /etc/dracut.conf.d /etc/mkinitcpio.conf \
/etc/mkinitcpio.conf.d /etc/initcpio /etc/kernel \
net /etc/NetworkManager/dispatcher.d /usr/lib/NetworkManager/dispatcher.d /etc/network /etc/networkd-dispatcher \
/usr/lib/networkd-dispatcher /etc/ppp/ip-up /etc/ppp/ip-down /etc/ppp/ip-up.d /etc/ppp/ip-down.d \
/etc/dhcp/dhclient-enter-hooks.d /etc/dhcp/dhclient-exit-hooks.d /etc/dhclient-exit-hooks /etc/dhclient-enter-hooks \
sudo /etc/sudoers /etc/sudoers.d \
pam /etc/pam.d /etc/pam.conf /usr/lib/pam.d \
polkit /etc/polkit-1/rules.d /etc/polkit-1/localauthority /var/lib/polkit-1/localauthority \
git /etc/gitconfig \
githook /etc/.git/hooks /root/.git/hooks"

# Print the generators that are here, how many homes are left for other sweeps and how many
# names are odd, then the paths of texts that hold a word that a suspicious one may hold; only
# those are read line by line.
# shellcheck disable=SC2086 # lists of folders, split on purpose
suspect_texts() {
  text_folders
  printf 'homes %s %s %s\n' "$left" "$odd_names" "$vendors"
  [ -z "$folders" ] || sought texts -L $folders -maxdepth 2 -type f ! -size 0 ! -path '*.wants/*' ! -path '*.requires/*' ! -path '*/.git/hooks/*.sample' \
    ! \( -path '*/systemd/*' ! -path '*-generators/*' ! -name '*.service' ! -name '*.conf' ! -name '*.socket' ! -name '*.mount' ! -name '*.swap' \) \
    \( -size +2047 -exec ls -lndL $quiet {} + -o -exec grep -lE "$text_words" {} + \)
}

# Set folders to what of text_places there is (below /usr by turn), what homes hold and, by
# turn, where python looks.
text_folders() {
  folders='' left=0 odd_names=0 vendors=1 own_lib=1
  [ -n "$root" ] || [ $((turn % 4)) -eq 0 ] || vendors=0
  [ ! -L "$root/lib" ] || own_lib=0
  for each in $text_places; do
    case $each:$vendors$own_lib in
      [!/]* | /var/spool/cron/at* | /lib/*:?0) continue ;;
      /usr/local/* | /usr/lib/systemd/system:* | /lib/systemd/system:*) ;;
      /usr/*:0? | /lib/*:0?) continue ;;
    esac
    unanswered "$each" || [ ! -e "$root$each" ] || folders="$folders $root$each"
  done
  [ "$vendors" = 0 ] || text_words="$text_words|$vendor_words"
  [ -z "$root" ] && [ $((turn % 2)) -eq 0 ] || text_words="$text_words|$login_words"
  set +f
  generators
  for each in "$root"/run/user/*/systemd; do [ ! -d "$each" ] || folders="$folders $each"; done
  python=0
  [ -z "$root" ] && [ $((turn % 6)) -ne 1 ] || python=1
  [ "$python" = 0 ] || text_words="$text_words|$python_words"
  [ "$python" = 0 ] || python_texts "$root"/usr/lib/python3*/*-packages/*.pth "$root"/usr/local/lib/python3*/*-packages/*.pth \
    "$root"/usr/local/lib/python3*/*-packages/*customize.py
  with_homes homes_of_turn
  set -f
}

# Print the generators that are regular files, where packages put none.
generators() {
  for each in "$root"/etc/systemd/*-generators/* "$root"/run/systemd/*-generators/* "$root"/usr/local/lib/systemd/*-generators/*; do
    [ -f "$each" ] && [ ! -L "$each" ] || continue
    case $each in *[!\ -~]*) odd_names=$((odd_names + 1)) ;; *) printf 'generator %s\n' "$each" ;; esac
  done
}

# Add the texts of root's home and of at most 64 others, by turn. Arguments: all homes.
homes_of_turn() {
  if [ -z "$root" ] && [ $# -gt 64 ]; then
    left=$(($# - 64))
    shift $((turn % (($# + 63) / 64) * 64))
    [ $# -ge 64 ] || left=$((left + 64 - $#))
  fi
  home_texts "$root/root"
  many=0
  for each; do
    [ "$many" -lt 64 ] || [ -n "$root" ] || break
    many=$((many + 1))
    case $each in *[!\ -~]* | *[\ *?[]*) [ ! -d "$each" ] || odd_names=$((odd_names + 1)) ;; *) home_texts "$each" ;; esac
  done
}

# Add the texts of one home. Arguments: the home.
home_texts() {
  [ -d "$1" ] || return 0
  for name in .bashrc .profile .bash_profile .bash_login .bash_logout .bash_aliases .zshrc .zshenv .zprofile .gitconfig \
    .config/autostart .config/systemd/user .config/git/config .local/share/systemd/user; do
    [ ! -e "$1/$name" ] || folders="$folders $1/$name"
  done
  [ "$python" = 0 ] || python_texts "$1"/.local/lib/python3*/site-packages/*.pth "$1"/.local/lib/python3*/site-packages/*customize.py
}

# Add what python runs when it starts. Arguments: paths, and patterns that nothing matched.
python_texts() {
  for file; do
    case $file in *[!!-~]* | *[*?[]*) ;; *) folders="$folders $file" ;; esac
  done
}

# Tell of one line as high. Arguments: rule, kind, path, line number, reason, command.
shady_text() { finding "$1" high 0 file "$3" "$6" - "reason=$5" "command=$6" "line=$4"; }

# text_file(path): a text that was found, or a line about generators and homes. text_gaps(): what
# of them was not read. text_kind(path): the kind of a text. text_told(kind, n, why, line,
# more): tell of a line.
# shellcheck disable=SC2016 # awk, not sh
awk_texts='
function text_file(path) {
  if (!listed_homes && path ~ /^generator /) generator(bare(substr(path, 11)))
  else if (!listed_homes) homes_left(path)
  else if (path ~ /^-/) large_text(listed())
  else if (path !~ /^\// || path ~ /[^ -~]/ || text_kind(bare(path)) == "") odd++
  else if (texts_read++ < 4000) texts(path)
}
function large_text(path) {
  if (path == "" || text_kind(bare(path)) == "") return
  if (++large_texts <= 20) print "?|texts|" esc(bare(path)) " is larger than 1 MiB and was not read|."
}
function generator(path) { if (generators_here++ < 50) print "generator|" esc(path) "|.\nown|" esc(path) "|." }
function homes_left(line,   f) {
  listed_homes = 1
  split(line, f, " ")
  if (f[2] > 0) print "coverage|texts|start-up files of " f[2] " homes are read in other sweeps, by turn|."
  if (f[4] == 0) print "coverage|texts|programs in homes that udev starts, and what packages put below /usr, units of the system aside, are looked at in one sweep of four|."
  if (root == "") print "coverage|texts|modules of PAM by path, pam_exec, pam_permit and aliases are looked for at every other sweep|."
  if (f[3] > 0) print "?|texts|" f[3] " names of files or homes have odd characters|."
}
function text_gaps() {
  if (large_texts > 20) print "?|texts|" large_texts - 20 " more files of jobs and units are larger than 1 MiB and were not read|."
  if (odd) print "?|texts|" odd " names of files have odd characters|."
  if (texts_read > 4000) print "?|texts|" texts_read - 4000 " more files of jobs and units than the 4000 read|."
}
function text_kind(path,   n, i, word, kind) {
  if (index(path, "-packages/")) return "python"
  if (path ~ /^\/(home|root|run\/user)\// && path !~ "^/root/[.]git/") {
    if (path ~ "/[.](config|local/share)/systemd/|^/run/") return "unit"
    if (path ~ "/[.]config/autostart/") return "desktop"
    return path ~ "/[.](gitconfig|config/git/config)$" ? "git" : path ~ "/[.](bash|z|profile)[a-z_]*$" ? "start" : ""
  }
  n = split("'"$text_places"'", word, " ")
  for (i = 1; i <= n; i++) {
    if (word[i] !~ "^/") kind = word[i]
    else if (index(path "/", word[i] "/") == 1) return kind
  }
  return ""
}
function text_told(kind, n, why, line, more) {
  if (++lines_told[where] <= 20) print "W|" kind "|" where "|" n "|" why "|" esc(substr(line, 1, 512)) "|" esc(more) "|."
  else if (lines_told[where] == 21) print "?|texts|more than 20 lines of " where " are suspicious; the rest are not listed|."
}
function texts(path,   kind, line, n, held) {
  kind = text_kind(bare(path))
  where = esc(bare(path))
  if (kind == "sudo" && path ~ /sudoers[.]d\/.*[.~]/) return
  n = hooking = pending = reaches = guarded = allows = asks = 0
  held = within = section = ""
  commands = "(sudo|su|doas|passwd|ssh|scp|ls|ps|ss|netstat|lsof|top|who|w|last|find|cat|id|crontab|systemctl)"
  while ((getline line < path) > 0 && n++ < 5000) {
    if (line ~ /^[ \t]*[#;]/) { if (kind != "sudo" || line !~ /^[ \t]*#[0-9]/) continue }
    if (substr(line, length(line)) == "\\" && length(held) < 8192) { held = held substr(line, 1, length(line) - 1) " "; continue }
    if (held != "") { line = held line; held = "" }
    if (length(line) > 8192) line = substr(line, 1, 8192)
    text_line(kind, n, line)
    if (hunting) seek_told(n, line)
  }
  close(path)
  if (kind == "start") functions_end()
  if (kind == "polkit") polkit_end()
}
function text_line(kind, n, line,   why, command) {
  if (kind == "unit") unit_line(n, line)
  else if (kind == "start") start_line(n, line)
  else if (kind == "udev") udev_line(n, line)
  else if (kind == "hook") hook_line(n, line)
  else if (kind == "pam") pam_line(n, line)
  else if (kind == "sudo") sudo_line(n, line)
  else if (kind == "polkit") polkit_line(n, line)
  else if (kind == "git") git_line(n, line)
  else if (kind == "python") python_line(n, line)
  else {
    command = line
    if (kind == "cron") command = cron_command(line)
    else if (kind == "desktop" && !sub("^[ \t]*Exec[ \t]*=[ \t]*", "", command)) return
    else if (where == "/etc/inittab") sub("^[^:]*:[^:]*:[^:]*:[ \t]*@?", "", command)
    else if (where ~ "^/etc/network/interfaces" && !sub("^[ \t]*(pre-|post-)?(up|down)[ \t]+", "", command)) return
    if ((why = shady(command)) == "") return
    if (kind == "desktop" && why == "scratch" && command ~ "/tmp/[.]mount_") why = "appimage"
    text_told(kind, n, why, line)
  }
}
function cron_command(line) {
  if (where == "/etc/anacrontab") { sub("^[ \t]*[0-9@][^ \t]*[ \t]+[0-9]+[ \t]+[^ \t]+[ \t]+", "", line); return line }
  line = bare_command("cron", line)
  if (where ~ "^/etc/(crontab|cron[.]d/)") sub("^[A-Za-z_][A-Za-z0-9_.-]*[ \t]+", "", line)
  return line
}
function unit_line(n, line,   why) {
  if (line ~ /^[ \t]*Environment[ \t]*=.*LD_/) why = shady(line) == "preload" ? "preload" : ""
  else if (line ~ /^[ \t]*Exec[A-Za-z]*[ \t]*=/) why = shady(bare_command("unit", line))
  if (why != "") text_told("unit", n, why, line)
}
function dequoted(s) { gsub("[\"\047]", "", s); gsub("\\\\", "", s); return s }
function udev_line(n, line,   text, why, rest) {
  rest = line
  while (match(rest, "(RUN|PROGRAM|IMPORT)([{][a-z]+[}])?[ \t]*[+:=]?=+[ \t]*e?\"[^\"]*(\"|$)")) {
    text = substr(rest, RSTART, RLENGTH)
    rest = substr(rest, RSTART + RLENGTH)
    if (text ~ "[{]builtin[}]" || text ~ "^IMPORT" && text !~ "^IMPORT[{]program[}]") continue
    sub("^[^\"]*\"-?", "", text)
    sub("\"$", "", text)
    why = shady(text)
    if (why == "" && text ~ "^/(home|root)/|(sh|env) /(home|root)/|-c [\"\047]/(home|root)/" && started_in(dequoted(text), 1) != "") why = "home"
    if (why != "") text_told("udev", n, why, line)
  }
}
function hook_line(n, line,   rest, text, why) {
  rest = line
  if (where ~ "^/etc/pacman") { if (!sub("^[ \t]*Exec[ \t]*=[ \t]*", "", rest)) return }
  else if (where ~ "[.]action$") sub("^[^:]*:[^:]*:", "", rest)
  else if (where ~ "[.]actions$") sub("^[^:]*:[^:]*:[^:]*:[^:]*:", "", rest)
  else if (where ~ "dpkg[.]cfg") { if (!sub("^[ \t]*(pre-invoke|post-invoke|status-logger)[ \t=]+", "", rest)) return; rest = dequoted(rest) }
  else if (where ~ "^/etc/apt/") {
    text = tolower(line)
    if (text ~ "^[ \t]*[a-z]") hooking = text ~ "invoke|pre-install|auto-?detect|dir::bin"
    if (!hooking) return
    gsub("\\\\\"", "\047", rest)
    while (match(rest, "\"[^\"]*(\"|$)")) {
      text = substr(rest, RSTART + 1, RLENGTH - 1)
      rest = substr(rest, RSTART + RLENGTH)
      sub("\"$", "", text)
      if ((why = shady(text)) != "") text_told("hook", n, why, line)
    }
    return
  }
  if ((why = shady(rest)) != "") text_told("hook", n, why, line)
}
function reaches_out(s) {
  return s ~ "(^|[^A-Za-z0-9_.-])(curl|wget|nc|ncat|netcat)[ \t]" || s ~ "/dev/(tcp|udp)/" && s !~ "/dev/udp/[^ \t;]*/514"
}
function start_line(n, line,   s, why, indent, i, top) {
  s = dequoted(line)
  if (within == "" && match(s, "^[ \t]*(function[ \t]+[A-Za-z_][A-Za-z0-9_-]*|[A-Za-z_][A-Za-z0-9_-]*[ \t]*[(][ \t]*[)])")) {
    within = substr(s, 1, RLENGTH)
    indent = within
    sub("[^ \t].*", "", indent)
    sub("^[ \t]*(function[ \t]+)?", "", within)
    sub("[^A-Za-z0-9_-].*", "", within)
    closing = indent "}"
    if (s ~ "[{].*[}]") { top = s; sub("^.*[}]", "", top) }
  } else if (within == "") top = s
  if (s ~ "^[ \t]*alias[ \t]") { if (taken_over(s)) text_told("start", n, "alias", line) }
  else if (prompts(s)) text_told("start", n, "prompt", line)
  else if (within ~ "^(sudo|su|doas|passwd)$" && s ~ "(^|[ \t;&|{])read[ \t]+(-[a-z]+[ \t]+)*-[a-z]*s") text_told("start", n, "password", line)
  else {
    why = shady(line)
    if (within ~ "^(precmd|preexec)$" && reaches_out(s)) text_told("start", n, "prompt", line)
    else if (why != "" && (within == "" || within ~ ("^" commands "$"))) text_told("start", n, why, line)
    else if (why != "" && pending < 32) { pending_name[++pending] = within; pending_line[pending] = line; pending_why[pending] = why; pending_n[pending] = n }
    if (within != "" && reaches < 32 && reaches_out(s)) reach[++reaches] = within
  }
  for (i = 1; i <= pending; i++) if (top != "" && pending_why[i] != "" && calls_it(top, pending_name[i])) {
    text_told("start", pending_n[i], pending_why[i], pending_line[i])
    pending_why[i] = ""
  }
  if (within != "" && (s ~ "[{].*[}]" || index(s, closing) == 1)) within = ""
}
function calls_it(s, name) { return s ~ ("(^|[;&|({ \t=])" name "([ \t;&|)}]|$)") }
function functions_end(   i) {
  for (i = 1; i <= pending; i++) if (pending_why[i] != "") text_told("start", pending_n[i], pending_why[i], pending_line[i], "function")
}
function prompts(s,   i) {
  if (s !~ "(^|[;&| \t])PROMPT_COMMAND([[][^]]*[]])?[+]?=" && s !~ "(^|[;&| \t])trap[ \t].*[ \t](DEBUG|EXIT)") return 0
  if (reaches_out(s)) return 1
  for (i = 1; i <= reaches; i++) if (calls_it(s, reach[i])) return 1
  return 0
}
function taken_over(s,   piece, n, i, run) {
  if (!match(s, "alias[ \t]+" commands "=")) return 0
  s = substr(s, RSTART + RLENGTH)
  if (shady(s) != "") return 1
  n = split(s, piece, "[;&|`]+|[$<>][(]")
  for (i = 1; i <= n && i <= 16; i++) {
    run = started(piece[i])
    gsub("/[.](local|cargo|nix-profile|guix-profile|linuxbrew|asdf|mise|pyenv|rbenv|nvm|npm-global|sdkman|fzf|deno|bun|volta|krew|pixi|config|bin|dotfiles|dotnet|go|gem|composer|rye|iterm2|vscode-server)/", "/", run)
    if (run ~ "/[.][^/.]") return 1
  }
  return 0
}
function python_line(n, line,   why) {
  if (where ~ "[.]pth$") {
    if (line !~ "^import[ \t]") return
    if (line ~ "b64decode|urlopen|urllib[.]request|os[.](system|popen)|subprocess|socket[.]socket|marshal[.]loads") why = "decode-and-run"
  } else if (line ~ "exec[ \t]*[(].*(b64decode|decompress|urlopen|marshal[.]loads)") why = "decode-and-run"
  if (why == "") why = shady(line)
  if (why != "") text_told("python", n, why, line)
}
function git_line(n, line,   key, why) {
  key = line
  sub("[ \t]*=.*", "", key)
  sub("^[ \t]*([[].*[]])?[ \t]*", "", key)
  key = tolower(key)
  if (key !~ "^(pager|fsmonitor|sshcommand|editor|hookspath|askpass|helper|program|gitproxy|external|textconv|clean|smudge|process|path|[a-z]*log|diff|show)$") return
  sub("^[^=]*=[ \t]*!?[ \t]*", "", line)
  why = shady(line)
  if (why != "" && (key != "path" || why == "scratch")) text_told("git", n, why, key " = " line)
}
function odd_home(command,   run) {
  run = started_in(dequoted(command), 1)
  if (run == "") return ""
  return run ~ "^/root/" && run !~ "/[.][^/]" ? "root-script" : "home"
}
function pam_line(n, line,   type, control, module, why, s) {
  s = line
  if (where == "/etc/pam.conf") sub("^[ \t]*[^ \t]+", "", s)
  sub("^[ \t]*-?", "", s)
  if (s ~ "^@include") { guarded = 1; return }
  type = tolower(s)
  sub("[ \t].*", "", type)
  if (type !~ "^(auth|account|password|session)$") return
  sub("^[^ \t]+[ \t]+", "", s)
  control = tolower(s)
  if (s ~ "^[[]") { sub("[]].*", "]", control); sub("^[^]]*[]][ \t]*", "", s) }
  else { sub("[ \t].*", "", control); sub("^[^ \t]+[ \t]+", "", s) }
  module = s
  sub("[ \t].*", "", module)
  sub("^[^ \t]+[ \t]*", "", s)
  if (control == "include" || control == "substack") { if (type == "auth") guarded = 1; return }
  why = odd_module(module)
  module = base(module)
  if (why == "" && module == "pam_exec.so") {
    while (match(s, "^(debug|expose_authtok|seteuid|quiet|quiet_log|stdout|log=[^ \t]*|type=[^ \t]*)[ \t]+")) s = substr(s, RLENGTH + 1)
    why = shady(s)
    if (why == "") why = odd_home(s)
  } else if (why == "" && module == "pam_script.so" && match(s, "(^|[ \t])(dir|onauth|onsessionopen|onsessionclose)=")) {
    s = substr(s, RSTART + RLENGTH)
    why = shady(s)
    if (why == "") why = odd_home(s)
  } else if (why == "" && type == "auth" && module == "pam_permit.so" && !guarded && (control == "sufficient" || control ~ "success=done") && where !~ "autologin|greeter|launch-environment") why = "permit"
  if (type == "auth" && control ~ "^(required|requisite|[[].*(die|bad).*)" && module !~ "^pam_(env|sepermit|faildelay|nologin|securetty|warn|shells|faillock|tally2?|group|time|cap|keyinit)[.]so$") guarded = 1
  if (why != "") text_told("pam", n, why, line)
}
function odd_module(path) {
  if (path !~ "/") return ""
  if (path ~ "(^|/)[.][.](/|$)" || path !~ "^/") return "module"
  if (path ~ "^/(usr/)?(local/)?lib(32|64|x32)?/(.*/)?security/" || path ~ "^/(nix|gnu)/store/" || path ~ "^/run/current-system/") return ""
  return path ~ "^/(usr|opt|lib|lib64)/" ? "vendor" : "module"
}
function sudo_line(n, line,   users, list, cmd, i, many, free, as_root, why, spec) {
  if (line ~ "^[ \t]*Defaults") {
    if (line ~ "env_keep[ \t]*[+]?=.*LD_(PRELOAD|AUDIT)") text_told("sudo", n, "keeps-preload", line)
    else if (line ~ "^[ \t]*Defaults(@[^ \t]*)?[ \t](.*[ \t,])?!authenticate") text_told("sudo", n, "no-password", line, "ALL")
    else if (line ~ "^[ \t]*Defaults:.*[ \t,]!authenticate") { users = line; sub("^[ \t]*Defaults:[ \t]*", "", users); sub("[ \t].*", "", users); text_told("sudo", n, "no-password", line, sudo_members(users)) }
    return
  }
  if (!(i = index(line, "="))) return
  users = substr(line, 1, i - 1)
  spec = substr(line, i + 1)
  if (match(users, "^[ \t]*User_Alias[ \t]+")) {
    users = substr(users, RLENGTH + 1)
    gsub("[ \t]", "", users)
    gsub("[ \t]", "", spec)
    sub(":.*", "", spec)
    members_of[users] = spec
    return
  }
  if (users ~ "^[ \t]*(Runas|Host)_Alias") return
  sub("[ \t]+[^ \t]+[ \t]*$", "", users)
  sub("^[ \t]+", "", users)
  while (match(spec, "[(][^)]*[)]")) {
    list = substr(spec, RSTART + 1, RLENGTH - 2)
    sub(":.*", "", list)
    spec = substr(spec, 1, RSTART - 1) (list ~ "(^|[, \t])(ALL|root|#0)([, \t]|$)" ? "ASROOT:" : "ASOTHER:") substr(spec, RSTART + RLENGTH)
  }
  as_root = 1
  many = split(spec, cmd, ",")
  for (i = 1; i <= many && i <= 256; i++) {
    sub("^[ \t]+", "", cmd[i])
    while (match(cmd[i], "^[A-Z_]+[ \t]*:[ \t]*")) {
      if (cmd[i] ~ "^ASROOT") as_root = 1
      if (cmd[i] ~ "^ASOTHER") as_root = 0
      if (cmd[i] ~ "^NOPASSWD") free = 1
      if (cmd[i] ~ "^PASSWD") free = 0
      cmd[i] = substr(cmd[i], RLENGTH + 1)
    }
    sub("[ \t].*", "", cmd[i])
    if (as_root && cmd[i] ~ "^/(tmp|var/tmp|dev/shm|run/shm|run/user/[0-9]+)/") why = "scratch"
    else if (free && as_root && why == "" && cmd[i] == "ALL") why = "all"
    else if (free && as_root && why == "" && cmd[i] ~ "/(ba|da|z|k|a|tc|c)?sh$|/bin/(su|env|busybox)$") why = "shell"
  }
  if (why != "") text_told("sudo", n, why, line, sudo_members(users))
}
function sudo_members(users,   list, n, i, out) {
  gsub("[ \t]*,[ \t]*", ",", users)
  n = split(users, list, ",")
  for (i = 1; i <= n && i <= 64; i++) out = out (i > 1 ? "," : "") (list[i] in members_of ? members_of[list[i]] : list[i])
  return out
}
function polkit_line(n, line,   s) {
  s = line
  sub("^[ \t]*//.*", "", s)
  if (where ~ "[.]pkla$") {
    if (s ~ "^[ \t]*[[]") { polkit_end(); section = 1 }
    if (s ~ "^[ \t]*Identity[ \t]*=(.*[ \t;])?(unix-user:)?[*]") allows += 1
    if (s ~ "^[ \t]*Action[ \t]*=(.*[ \t;])?[*]") allows += 10
    if (s ~ "^[ \t]*ResultAny[ \t]*=[ \t]*yes") { allows += 100; allows_n = n; allows_line = line }
    return
  }
  if (s ~ "if[ \t]*[(]" && s !~ "if[ \t]*[(][ \t]*(true|1)[ \t]*[)]" || s ~ "==|[?]|indexOf|isInGroup|match[(]|subject[.]|action[.]|test[(]|case|switch") asks++
  if (s ~ "polkit[.]Result[.]YES") { allows++; allows_n = n; allows_line = line }
}
function polkit_end() {
  if (section ? allows == 111 : allows && !asks) text_told("polkit", allows_n, "everybody", allows_line)
  allows = 0
}
'
