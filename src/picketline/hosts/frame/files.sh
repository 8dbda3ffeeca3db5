# Look at the files that the host rules judge. Sets `file_facts` to records:
#   A|name|uid|gid|home|shell|.          accounts
#   S|option|file|line|value|.           settings of sshd
#   M|pid|where|source|.                 mounts over a process's folder
#   V|setting|value|.                    programs that the kernel starts
#   O|module|.                           modules that /proc/modules does not list
#   L|library|.                          libraries in ld.so.preload
#   Y|file|account|uid|shell|mode|owner|size|.    files of keys
#   K|file|line|options|key|comment|reason|changed|.    keys
#   N|file|how many|changed|.            a file of more than 20 keys
#   U|uid|path|.                         setuid files
#   D|kind|path|.                        executables below /dev
#   W|cron or unit|file|line|reason|command|.     shady commands
#   T|young|.                            the host was set up within a week
#   E|first or more|.                    the reading came to its end
#   ?|what|why|.                         what could not be looked at
files() {
  file_facts=$(first_facts)
  case $newline$file_facts in *"${newline}E|first|."*) ;; *) skip files "accounts and settings could not be read to their end" ;; esac
  key_files=
  each_record key_file Z "$file_facts"
  more=$(more_facts)
  case $newline$more in *"${newline}E|more|."*) ;; *) skip files "keys, jobs and units could not be read to their end" ;; esac
  file_facts=$file_facts$newline$more
}

# Keep a candidate that is a regular file. Arguments: path, account, uid, shell.
key_file() {
  [ ! -f "$root$1" ] || key_files=$key_files$newline$root$1
}

# Print the facts that a few fixed files tell, and Z records of where keys may be.
# shellcheck disable=SC2016 # awk, not sh
first_facts() {
  set +f
  {
    accounts_input
    sshd_input
    loader_input
    kernel_input
  } | awk -v root="$root" "$awk_lib$awk_accounts$awk_sshd$awk_loader$awk_kernel$awk_mounts"'
{ tag = $1; path = substr($0, length(tag) + 2) }
tag == "passwd" { passwd = path }
tag == "sshd" { sshd_file(path) }
tag == "preload" { preload_file(path) }
tag == "module" { module_file(path) }
END {
  accounts_end()
  mounts_end()
  kernel_end()
  print "E|first|."
}'
}

# Print the facts that take a search.
# shellcheck disable=SC2016,SC2086 # awk; a bound that is a command or nothing
more_facts() {
  {
    printf '%s\n' "$file_facts"
    printf '= keys\n'
    key_listing
    printf '= found\n'
    search
    printf '= texts\n'
    suspect_texts
  } | $bounded awk -v root="$root" "$awk_lib$awk_shady$awk_keys$awk_search$awk_texts"'
function bare(path) { return substr(path, length(root) + 1) }
function listed(   i) { i = index($0, " " root "/"); return i ? substr($0, i + 1) : "" }
part != "texts" && /^= / { part = $2; next }
part == "" { if (/^Z/) { split($0, f, "|"); owner[root f[2]] = f[3] "|" f[4] "|" f[5] } next }
part == "keys" && (path = listed()) { key_file(path) }
part == "changed" { changed[$0] = 1; if ($0 in owner) next; young++; if (/\/etc\/machine-id$/) machine = 1 }
part == "found" && (path = listed()) && !(path in seen) { seen[path] = 1; found(path) }
part == "texts" { text_file($0) }
END {
  text_gaps()
  if (young >= 2 && machine) print "T|young|."
  for (i = 1; i <= files; i++) keys(file[i])
  print "E|more|."
}'
}

# Set folders to those of the arguments that exist.
existing() {
  folders=
  for each; do [ ! -d "$root$each" ] || folders="$folders $root$each"; done
}
