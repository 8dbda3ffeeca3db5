# HOST-WEB-001 web-shell low..high preview since 0.1
# Title: Page that runs what it is sent
# Why: After a break-in through a web application a page is left that passes a request to eval,
#   system or a shell; it survives the fix of the hole.
# Limits: Text is compared, nothing is understood: what hides its words, or hands the request on
#   through functions, passes. Below the usual document roots, names of PHP, JSP, ASP and CGI pages, files below
#   256 KiB; at each sweep what changed within a week, five levels deep, the rest by turn; at most 100 that hold suspicious words.
# Benign: packed (code that unpacks itself, as some paid themes do)
# Next: Keep a copy, take the page away, then look in the server's log for who called it first.
# Attack: T1505.003
host_web_shell() {
  cover pages "below document roots what changed within a week is read, five levels deep; older and deeper pages by turn"
  each_record web_shell page "$file_facts"
}

# Judge one page. Arguments: how it runs what it is sent, path, line, the line's text.
web_shell() {
  case $1 in
    packed) finding HOST-WEB-001 low 0 file "$2" "$1" packed "line=$3" "text=$4" ;;
    passes) finding HOST-WEB-001 medium 0 file "$2" "$1" - "line=$3" "text=$4" ;;
    *) finding HOST-WEB-001 high 0 file "$2" "$1" - "line=$3" "text=$4" ;;
  esac
}
