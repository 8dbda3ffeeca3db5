# What `shady` tells of holds one of these.
text_words="/tmp|/shm|/user/|%[TV]/|curl|wget|fetch|base64|/(tcp|udp)/|(^|[^a-z])n(c|cat|etcat) |[a-zA-Z/.][\"'\\][\"'a-zA-Z/]"

# Print the paths of texts that start programs and hold a word that a suspicious one may hold;
# only those are read line by line.
# shellcheck disable=SC2086 # lists of folders, split on purpose
suspect_texts() {
  text_folders
  [ -z "$folders" ] || $bounded find $folders -maxdepth 2 -type f -size -2048 \
    ! \( -path '*/systemd/*' ! -name '*.service' ! -name '*.conf' ! -name '*.socket' ! -name '*.mount' ! -name '*.swap' \) \
    -exec grep -lE "$text_words" {} + 2>/dev/null
}

# Set folders to those that texts are in, and single files.
text_folders() {
  existing /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly /etc/periodic /var/spool/cron \
    /etc/systemd/system /run/systemd/system /run/systemd/transient /usr/local/lib/systemd/system /usr/lib/systemd/system \
    /etc/systemd/user /root/.config/systemd/user
  [ -L "$root/lib" ] || [ ! -d "$root/lib/systemd/system" ] || folders="$folders $root/lib/systemd/system"
  for each in /etc/crontab /etc/anacrontab; do [ ! -f "$root$each" ] || folders="$folders $root$each"; done
  set +f
  for each in "$root"/home/*/.config/systemd/user; do case $each in *[\ *]*) ;; *) folders="$folders $each" ;; esac done
  set -f
}

# text_file(path): a text that was found. text_gaps(): what of them was not read.
# shellcheck disable=SC2016 # awk, not sh
awk_texts='
function text_file(path) {
  if (path !~ /^\// || path ~ /[^ -~]/) odd++
  else if (texts_read++ < 4000) texts(path)
}
function text_gaps() {
  if (odd) print "?|texts|" odd " names of files have odd characters|."
  if (texts_read > 4000) print "?|texts|" texts_read - 4000 " more files of jobs and units than the 4000 read|."
}
function texts(path,   kind, line, n, why, held, command) {
  kind = path ~ /\/(cron|periodic|anacrontab)[^\/]*/ && path !~ /\/systemd\// ? "cron" : "unit"
  n = 0
  held = ""
  while ((getline line < path) > 0 && n++ < 5000) {
    if (line ~ /^[ \t]*[#;]/) continue
    if (substr(line, length(line)) == "\\" && length(held) < 8192) { held = held substr(line, 1, length(line) - 1) " "; continue }
    if (held != "") { line = held line; held = "" }
    if (index(line, "/") == 0 && index(line, "|") == 0) continue
    if (length(line) > 8192) line = substr(line, 1, 8192)
    if (kind == "unit" && line !~ /^[ \t]*Exec[A-Za-z]*[ \t]*=/) continue
    command = bare_command(kind, line)
    if (path ~ /\/etc\/(crontab|cron\.d\/)/) sub(/^[a-z_][a-z0-9_-]*[ \t]+/, "", command)
    if (why = shady(command)) print "W|" kind "|" esc(bare(path)) "|" n "|" why "|" esc(substr(line, 1, 512)) "|."
  }
  close(path)
}
'
