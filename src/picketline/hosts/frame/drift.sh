# Compare what stays on a host with what the controller knows of it: `remembered` holds lines
# '+kind' of what is judged, 'kind|identity|value', and '-kind|identity|' of what is new and
# nobody has taken on yet. Sets drift_facts to records
#   I|learned, new, changed or gone|kind|identity|value|earlier value|.
# and says each of them to the controller. No kind is judged before it was learned.
drift() {
  drift_facts=''
  [ "$memory" = 1 ] || return 0
  case $newline$file_facts in
    *"${newline}E|more|."*) ;;
    *) return 0 ;;
  esac
  drift_facts=$(state_facts)
  case $newline$drift_facts in
    *"${newline}E|state|."*) ;;
    *)
      drift_facts=''
      skip drift "what is known of this host could not be compared to the end"
      return
      ;;
  esac
  each_record told_gap '?' "$drift_facts"
}

# Say every change to the controller.
say_states() { each_record say_state I "$drift_facts"; }

# Say one change. Arguments: which, kind, identity, value, earlier value.
say_state() { plain "state$tab$1$tab$2$tab$3$tab$4"; }

# Ask for the owner of what is new or changed. Arguments: which, kind, path.
ask_state() {
  case $1:$2 in
    new:setuid*) want_owner "$3" ;;
    new:unit* | new:cron | changed:unit* | changed:cron)
      case $3 in *[!A-Za-z0-9._/+@:,-]*) ;; *) shipped=$shipped$newline$3 ;; esac
      want_owner "$3"
      ;;
  esac
}

# Whether the controller knows what there was of a kind. Arguments: the kind.
is_known() {
  case $newline$remembered$newline in *"$newline+$1$newline"*) ;; *) return 1 ;; esac
}

# Print the records of drift.
# shellcheck disable=SC2016 # awk, not sh
state_facts() {
  summed=1
  [ -n "$root" ] || [ $((turn % 3)) -eq 0 ] || summed=0
  {
    printf '%s\n' "$remembered" '= files' "$file_facts" '= processes' "$process_facts" '= left' "$net" '= sums'
    [ "$summed" = 0 ] || unit_sums
  } | awk -v root="$root" -v summed="$summed" "$awk_lib$awk_state"'
$0 == "= ended sums" { broken = 1; next }
part != "sums" && /^= / { part = $2; next }
part == "" && /^[+]/ { judged[substr($0, 2)] = 1; next }
part == "" && /^-/ { split(substr($0, 2), f, "|"); waiting[++waits] = f[1] "|" f[2]; next }
part == "" && (n = split($0, f, "|")) == 3 { value_of[f[1] "|" f[2]] = f[3]; order[++many] = f[1] "|" f[2]; next }
part == "files" { file_item() }
part == "processes" { listeners() }
part == "left" && $1 == "U" && $3 == "l" { listener($4, "-") }
part == "sums" { sum_item() }
END {
  modules()
  if (broken) { print "?|drift|units and jobs could not be read to their end|."; summed = 0 }
  for (i = 1; i <= many; i++) if (!(order[i] in here)) gone(order[i])
  for (i = 1; i <= waits; i++) if (!(waiting[i] in here)) gone(waiting[i])
  for (kind in count) if (count[kind] > 2000) print "?|drift|only the first 2000 of each kind are compared: " kind "|."
  print "E|state|."
}'
}

# item(kind, identity, value): something that stays on the host.
# shellcheck disable=SC2016 # awk, not sh
awk_state='
function item(kind, identity, value,   key) {
  if (++items > 3000) { if (items == 3001) print "?|drift|only the first 3000 things are compared|."; return }
  gsub(/\047/, "\\x27", identity); gsub(/\047/, "\\x27", value)
  key = kind "|" substr(identity, 1, 900)
  value = substr(value, 1, 400)
  if (key in here || ++count[kind] > 2000) return
  here[key] = 1
  if (!(kind in judged)) print "I|learned|" key "|" value "||."
  else if (!(key in value_of)) print "I|new|" key "|" value "||."
  else if (value_of[key] != value && value != "-" && value_of[key] != "-") print "I|changed|" key "|" value "|" value_of[key] "|."
}
# What is looked for by turn only cannot be said to be gone.
function gone(key,   kind) {
  kind = substr(key, 1, index(key, "|") - 1)
  if (!summed && kind ~ /^(cron|unit)$/) return
  if (kind in judged && kind !~ /^(listener|setuid-deep|unit-system)$/) print "I|gone|" key "|" value_of[key] "||."
}
function file_item() {
  split($0, f, "|")
  if (f[1] == "A") item("account", f[2], f[3] ":" f[4] ":" f[5] ":" f[6])
  else if (f[1] == "K") item("key", f[2] " " f[9], f[4])
  else if (f[1] == "U") item(deep(f[3]) ? "setuid-deep" : "setuid", f[3], f[2])
}
# Whether search.sh looks there by turn only.
function deep(path,   part, n) {
  if (path ~ /^\/(tmp|var\/tmp|dev)\//) return 0
  n = split(path, part, "/") - 2
  if (path ~ /^\/usr\/local\//) n--
  return n > 2 || path !~ /^\/(home|root|opt|srv|usr\/local)\//
}
function listeners(   n, i, where) {
  if (split($0, f, "|") < 20) return
  n = split(f[15] "," f[16], where, ",")
  for (i = 1; i <= n; i++) if (where[i] ~ /:[0-9]+$/) listener(where[i], f[8])
}
# Ports that the kernel hands out at random are one for each program.
function listener(where, exe,   port) {
  port = where
  sub(/.*:/, "", port)
  if (port + 0 >= 32768) {
    sub(/:[0-9]+$/, ":high", where)
    sub(/ \(deleted\)$/, "", exe)
    if (exe != "-") where = where " " exe
  }
  item("listener", where, exe)
}
function modules(   line, f, n) {
  while ((getline line < (root "/proc/modules")) > 0 && n++ < 2000) {
    split(line, f, " ")
    item("module", esc(substr(f[1], 1, 64)), line ~ /\([A-Z]*[OEF][A-Z]*\)$/ ? "foreign" : "")
  }
}
function sum_item(   sum, path, part_of, n, i) {
  sum = $1
  path = $0
  sub(/^[^ ]+ +([0-9]+ )?/, "", path)
  if (sub(/^\\/, "", sum)) {
    n = split(path, part_of, /\\\\/)
    path = part_of[1]
    for (i = 2; i <= n; i++) path = path "\\" part_of[i]
  }
  if (substr(path, 1, length(root) + 1) != root "/" || sum !~ /^[0-9a-f]+$/) return
  path = esc(substr(path, length(root) + 1))
  if (path ~ /^\/(usr\/)?lib\/systemd\//) item("unit-system", path, substr(sum, 1, 16))
  else item(path ~ /\/systemd\// ? "unit" : "cron", path, substr(sum, 1, 16))
}
'

# Print the sums of units and of jobs, in one sweep of three; those that packages bring in one
# of twelve.
# shellcheck disable=SC2086 # lists of folders, split on purpose
unit_sums() {
  existing /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /etc/systemd/user /root/.config/systemd/user \
    /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly /etc/periodic /var/spool/cron
  [ -z "$root" ] && [ $((turn % 12)) -ne 6 ] || package_units
  set +f
  with_homes home_units
  set -f
  for each in /etc/crontab /etc/anacrontab; do [ ! -f "$root$each" ] || folders="$folders $root$each"; done
  sum='cksum'
  ! command -v sha256sum >/dev/null 2>&1 || sum='sha256sum'
  [ -z "$folders" ] || sought sums -L $folders -maxdepth 2 -type f -size -2048 ! -size 0 ! -path '*/atjobs/*' ! -path '*.wants/*' ! -path '*.requires/*' -exec $sum {} +
}

# Add the folders of users' units to folders. Arguments: their homes.
home_units() {
  for each; do
    case $each in
      *[!!-~]* | *[*?[]*) ;;
      *) [ ! -d "$each/.config/systemd/user" ] || folders="$folders $each/.config/systemd/user" ;;
    esac
  done
}

# Add the folders of packages' units to folders.
package_units() {
  for each in /usr/lib/systemd/system /lib/systemd/system; do
    [ -L "$root${each%/systemd/system}" ] || [ ! -d "$root$each" ] || folders="$folders $root$each"
  done
}
