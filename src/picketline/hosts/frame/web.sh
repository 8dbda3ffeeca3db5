# What a page may hold that runs what it is sent: a rough choice, read closely after that.
# shellcheck disable=SC2016 # an expression
page_words='(eval|assert|system|exec|passthru|popen|proc_open|create_function|call_user_func|call_user_func_array|array_map|array_filter|preg_replace)[[:blank:]]*[(].*[$]_(GET|POST|REQUEST|COOKIE|SERVER)|[$]_(GET|POST|REQUEST|COOKIE)[[][^]]*[]][(]|`[^`]*[$]_(GET|POST|REQUEST|COOKIE)|(eval|assert|system|exec|passthru|popen|proc_open)[[:blank:]]*[(][[:blank:]]*@?[$][a-z_0-9]+[[:blank:]]*[).,;]|eval[[:blank:]]*[(][[:blank:]@]*(gzinflate|base64_decode|gzuncompress|gzdecode|str_rot13|strrev)|[$][a-z_0-9]+[(]@?[$]_(GET|POST|REQUEST|COOKIE)[[]|FileOutputStream|getRuntime[(][)]|ProcessBuilder|JShell|extends[[:blank:]]+ClassLoader|(eval|execute)[[:blank:](]*Request|(system|exec|eval|popen|subprocess).*(QUERY_STRING|HTTP_|getvalue|param[[:blank:]]*[(])'

# Print the paths of pages below document roots that hold such words, and of what begins like a
# private key there and anybody may read. What changed within a week is read at every sweep,
# five levels deep; deeper, and a sixth of what is older, by turn.
# shellcheck disable=SC2086 # lists of folders and patterns, split on purpose
suspect_pages() {
  [ -n "$web_folders" ] || return 0
  depth=5 age='-ctime -7' initial='*'
  case $root:$((turn % 6)) in
    ?*:*) depth=10 age='' ;;
    :2) depth=10 ;;
    :5) depth=10 age='' && initial_of_turn ;;
  esac
  sought pages $web_folders -xdev -maxdepth $depth -type f \( \
    -name "$initial" $age -size -512 \( -name '*.php' -o -name '*.php[3-8]' -o -name '*.phtml' -o -name '*.phar' -o -name '*.pht' -o \
    -name '*.jsp' -o -name '*.jspx' -o -name '*.asp' -o -name '*.aspx' -o -name '*.ashx' -o -name '*.cgi' -o -name '*.pl' \) \
    -exec grep -lsiE "$page_words" {} + -o \
    -perm -004 -size -33 \( -name 'id_[rde]*' -o -name '*.pem' -o -name '*.key' -o -name '*.ppk' -o -name '*_rsa' -o -name '*_ed25519' \) \
    -exec grep -lsE '^(-----BEGIN [A-Z ]*PRIVATE KEY|PuTTY-User-Key-File)' {} + \)
}

# Set initial to the first letters of the older pages whose turn it is.
initial_of_turn() {
  case $((turn / 6 % 6)) in
    0) initial='[a-cA-C]*' ;;
    1) initial='[d-hD-H]*' ;;
    2) initial='[i-lI-L]*' ;;
    3) initial='[m-rM-R]*' ;;
    4) initial='[s-zS-Z]*' ;;
    5) initial='[!a-zA-Z]*' ;;
  esac
}

# Set web_folders to those that web servers serve, and web to what reads their pages.
document_roots() {
  existing /var/www /srv/www /srv/http /usr/share/nginx/html /usr/local/nginx/html /usr/local/apache2/htdocs /usr/local/www /www/wwwroot
  set +f
  for each in '/opt/*' '/var/lib/tomcat*' '/usr/share/tomcat*' '/usr/local/tomcat*'; do
    stalled "${each%/*}" || pages_below "$root$each"
  done
  with_homes home_pages
  set -f
  web_folders=$folders web=$no_web
  [ -z "$folders" ] || web=$awk_web
}

# Add a folder of pages. Arguments: the folder, or a pattern that nothing matched.
page_folder() {
  case ${1#"$root"} in *[!A-Za-z0-9._/+@:,-]*) ;; *) [ ! -d "$1" ] || folders="$folders $1" ;; esac
}

# Add the folders of pages in folders. Arguments: a pattern of theirs.
pages_below() {
  # shellcheck disable=SC2086 # a pattern
  for folder in $1; do
    page_folder "$folder/htdocs"
    page_folder "$folder/webapps"
  done
}

# Add what homes serve. Arguments: the homes.
home_pages() {
  for each; do
    page_folder "$each/public_html"
    page_folder "$each/htdocs"
  done
}

no_web='
function page_file(path) { return 0 }
'

# page_file(path): whether a path is one of those above; then it is read.
# shellcheck disable=SC2016 # awk, not sh
awk_web='
function page_file(path) {
  path = bare(path)
  if (path !~ /^(\/var\/www|\/srv\/(www|http)|\/usr\/(share\/nginx|local\/(nginx|apache2|www|tomcat[^\/]*)|share\/tomcat[^\/]*)|\/www\/wwwroot|\/opt\/[^\/]+\/(htdocs|webapps)|\/var\/lib\/tomcat[^\/]*\/webapps|\/home\/[^\/]+\/(public_html|htdocs))\//) return 0
  if (path ~ /\.(pem|key|ppk)$|(^|\/)id_[rde][^\/]*$|_(rsa|ed25519)$/) key_text(root path, "web")
  else if (++pages <= 100) page(root path, path)
  else if (pages == 101) print "?|pages|more than 100 pages hold words of web shells; the rest are not read|."
  return 1
}
function page(path, name,   line, lower, n, why, language) {
  language = name ~ /\.ph[^\/]*$/ ? "php" : name ~ /\.jspx?$/ ? "jsp" : name ~ /\.as[^\/]*$/ ? "asp" : "cgi"
  runs = sent = 0
  split("", input)
  while ((getline line < path) > 0 && n++ < 20000) {
    if (index(line, "(") == 0 && index(line, "$") == 0 && index(line, "extends") == 0) continue
    if (line ~ /^[ \t]*(\/\/|#|\*)/) continue
    lower = tolower(substr(line, 1, 65536))
    why = language == "php" ? php_line(lower) : language == "jsp" ? jsp_line(lower) : other_line(lower)
    if (why != "") { print "page|" why "|" esc(name) "|" n "|" esc(substr(line, 1, 256)) "|."; break }
  }
  close(path)
}
function php_line(s,   call, decode, sent_by) {
  call = "(^|[^a-z0-9_>:$\"\047])(eval|assert|system|shell_exec|passthru|popen|proc_open|pcntl_exec|exec)[ \t]*[(][ \t]*[@(]*"
  decode = "((base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|strrev|stripslashes|urldecode|rawurldecode|trim|hex2bin|html_entity_decode)[ \t]*[(][ \t@]*)*"
  sent_by = "[$]_(get|post|request|cookie|server[[].?http_)"
  if (s ~ (call decode sent_by)) return "runs"
  if (s ~ /[$]_(get|post|request|cookie)[[][^]]*[]][(]/) return "calls"
  if (s ~ ("create_function[ \t]*[(][^,]*,[ \t]*@?" sent_by)) return "runs"
  if (s ~ ("(call_user_func|call_user_func_array|array_map|array_filter)[ \t]*[(][ \t]*@?" sent_by "[^,]*,[^;]*" sent_by)) return "calls"
  if (s ~ ("call_user_func(_array)?[ \t]*[(][ \t]*[\"\047]?(assert|system|eval|exec|shell_exec|passthru)[\"\047]?[ \t]*,[^;]*" sent_by)) return "runs"
  if (s ~ ("preg_replace[ \t]*[(][ \t]*[\"\047][^,]*[/#~|!]e[a-z]*[\"\047][ \t]*,[ \t]*@?" sent_by)) return "runs"
  if (s ~ ("(=|echo|print|return|[(])[ \t]*`[^`\"\047]*" sent_by)) return "runs"
  if (match(s, /[$][a-z_0-9]+[ \t]*=[ \t]*[(]?[ \t]*@?[$]_(get|post|request|cookie)[[]/)) { sent_by = substr(s, RSTART, RLENGTH); sub(/[^$a-z_0-9].*/, "", sent_by); input[sent_by] = 1 }
  if (match(s, call "[$][a-z_0-9]+[ \t]*[).,;]")) {
    sent_by = substr(s, RSTART, RLENGTH)
    sub(/^.*[$]/, "", sent_by); sub(/[^a-z_0-9].*/, "", sent_by)
    if (("$" sent_by) in input) return "passes"
  }
  if (s ~ /(^|[^a-z0-9_>:])[$][a-z_0-9]+[(]@?[$]_(get|post|request|cookie)[[]/) return "passes"
  if (s ~ /eval[ \t]*[(][ \t@]*(gzinflate|base64_decode|gzuncompress|gzdecode|str_rot13|strrev)[ \t]*[(]/) return "packed"
  return ""
}
function jsp_line(s) {
  if (s ~ /(getruntime[(][)][ \t]*[.][ \t]*exec|new[ \t]+processbuilder)[ \t]*[(][^;]*request[ \t]*[.][ \t]*get/) return "runs"
  if (s ~ /new[ \t]+(java[.]io[.])?fileoutputstream[ \t]*[(][^;]*request[ \t]*[.][ \t]*getparameter/) return "writes"
  if (s ~ /jshell[^;]*eval[ \t]*[(][^;]*request[ \t]*[.][ \t]*get/) return "runs"
  if (s ~ /request[ \t]*[.][ \t]*get(parameter|header|reader|inputstream|cookies)/) sent = 1
  if (s ~ /getruntime[(][)][ \t]*[.][ \t]*exec|new[ \t]+processbuilder/) runs = 1
  if (s ~ /extends[ \t]+classloader/) runs = 2
  return sent && runs == 2 ? "runs" : sent && runs ? "passes" : ""
}
function other_line(s) {
  if (s ~ /(^|[^a-z])(eval|execute)[ \t]*[(]?[ \t]*request[ \t]*([.][a-z]+[ \t]*)?[[(]/) return "runs"
  if (s ~ /(^|[^a-z_.])(system|exec|eval|popen|os[.]system|os[.]popen|subprocess[.][a-z_]+)[ \t]*[(]?[ \t]*["\047]?[$]?[{]?(env[{]["\047]?)?(query_string|http_[a-z_]+)/) return "runs"
  if (s ~ /(os[.]system|os[.]popen|subprocess[.][a-z_]+)[(][ \t]*[a-z_]+[.]getvalue[(]/) return "runs"
  if (s ~ /(^|[^a-z_.])(system|exec|eval)[ \t]*[(]?[ \t]*([$][a-z_]+->)?param[ \t]*[(]/) return "runs"
  return ""
}
'
