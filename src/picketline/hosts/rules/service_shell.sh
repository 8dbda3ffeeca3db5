# HOST-PROC-006 service-shell low..high preview since 0.1
# Title: Shell of a service account below a server
# Why: A web or database server that was broken into gives its visitor a shell under its own account.
#   Servers start shells for one command; none needs one that a person types into.
# Limits: Service accounts are those below 1000, and nobody. Five parents are looked at. A shell for
#   one command is recorded below PHP, web and database servers only, once it is a minute old;
#   runtimes such as java and node start those all day.
# Benign: runtime (java, node, python or the like started it: web terminals do)
# Next: Find the request that started it in the server's log, and what came in with it.
# Attack: T1505.003 T1059.004
process_service_shell() {
  case $marks in *G*) each_record service_shell "G|$pid" "$extras" ;; esac
}

# Judge one. Arguments: pid, the server's executable, server or runtime, how it is used.
service_shell() {
  case $peer:$marks in ?*:* | *R*) return 0 ;; esac
  case $flags in *n*) return 0 ;; esac
  benign=-
  case $3:$4 in
    server:interactive) severity=high ;;
    server:bare) severity=medium ;;
    server:*)
      [ "$age" -ge 60 ] || return 0
      severity=low
      ;;
    *:interactive) severity=medium benign=runtime ;;
    *) return 0 ;;
  esac
  finding HOST-PROC-006 "$severity" 0 process "$exe" "$4" "$benign" "server=$2" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
}
