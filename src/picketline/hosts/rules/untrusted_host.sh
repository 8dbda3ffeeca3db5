# HOST-SELF-001 untrusted-host high..high preview since 0.1
# Title: The tools that the probe uses do not tell the truth
# Why: A changed ls, find or awk, or a library under all of them, leaves out what the intruder
#   owns. Then no finding is no proof, and the sweep is not clean.
# Limits: Each is asked what the shell knows otherwise: processes, files of keys and jobs, sums and the size of ld.so.preload. A
#   tool that lies about other things only, and a kernel that lies to all, are not seen. A library
#   that a package owns is believed.
# Benign: None is told apart. A tool that was replaced on purpose by a wrapper looks the same.
# Next: Look at the disk from another system. Do not trust what this host prints of itself.
# Attack: T1014 T1554 T1574.006
host_untrusted_host() {
  liars=''
  each_record untrusted_tool odd "$file_facts"
  each_record untrusted_script tool "$file_facts"
  each_record untrusted_library mapped "$file_facts"
  if [ -n "$left_out_pids" ]; then
    finding HOST-SELF-001 high 0 file ls "hides processes" - "pids=${left_out_pids# }"
    distrust ls
  fi
  [ -z "$liars" ] || skip tools "not to be believed on this host:$liars"
}

# Judge what a tool did. Arguments: tool, what, where.
untrusted_tool() {
  finding HOST-SELF-001 high 0 file "$1" "$2" - "of=$3"
  distrust "$1"
}

# Remember a tool that lies. Arguments: its name.
distrust() {
  case "$liars " in *" $1 "*) ;; *) liars="$liars $1" ;; esac
}

# Judge a tool of the probe that is a script. Arguments: class, path, first line.
untrusted_script() {
  case $newline$file_facts in *"${newline}same|$2|"*) return 0 ;; esac
  case $1:${2##*/} in
    x:*) finding HOST-SELF-001 high 0 file "$2" script - "line=$3" ;;
    p:ls | p:find | p:awk | p:grep | p:dash | p:bash) ;;
    *) return 0 ;;
  esac
  distrust "${2##*/}"
}

# Judge a library that is loaded into awk. Arguments: path.
untrusted_library() {
  case $newline$file_facts in *"${newline}L|$1|"*) return 0 ;; esac
  ! is_packaged "$1" && has_packages || return 0
  finding HOST-SELF-001 high 0 file "$1" "loaded unasked" -
  distrust awk
}

# Whether the host has a list of packages that can be asked.
has_packages() {
  [ -d "$root/var/lib/dpkg/info" ] || [ -d "$root/var/lib/pacman/local" ] || [ -f "$root/lib/apk/db/installed" ] || [ -d "$root/usr/lib/sysimage/rpm" ]
}
