# HOST-IOC-001 indicator-process info..critical preview since 0.1
# Title: Process that an indicator names
# Why: A program known bad, by its hash or name, or a command line that runs a file or names a host
#   known bad, is an incident that somebody has described already.
# Limits: Only what the sweep was given (--indicators). Names and words are compared whole, words of
#   the first 16 KiB of arguments that are read anyway. Programs off system paths are hashed: the first
#   of each path, at most 64. Never a slam-dunk: a list can be wrong.
# Benign: viewer (a program at a system path that searches or shows texts names it)
# Next: Look at what started it and since when; take the secrets of its account as stolen.
# Attack: T1204.002 T1195.002
process_indicator() {
  case $marks in *I*) each_record process_sought "I|$pid" "$extras" ;; esac
}

# Judge one. Arguments: pid; program, word, host or hash; value; severity; id; why.
process_sought() {
  severity=$4 benign=-
  case $2:$flags:${exe##*/} in
    hash:* | program:* | *:*[odtm]*:*) ;;
    *:grep | *:egrep | *:fgrep | *:rg | *:ag | *:less | *:more | *:vi | *:vim* | *:nvim | *:nano | *:emacs* | *:tail | *:find | *:sha256sum | *:diff)
      severity=info benign=viewer
      ;;
  esac
  finding HOST-IOC-001 "$severity" 0 process "${exe:-$comm}" "$3" "$benign" "indicator=$5" "why=$6" "how=$2" "value=$3" \
    "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "age=$age" "unit=$unit"
}
