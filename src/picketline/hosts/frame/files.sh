# Look at the files that the host rules judge. Sets `file_facts` to records, and `rare_facts` to
# those whose kinds are words, which most hosts do not have:
#   A|name|uid|gid|home|shell|.          accounts; root|name|uid|home|shell|. those that are root
#   S|option|file|line|value|match|.     settings of sshd; match: in a Match block
#   M|pid|where|source|.                 mounts over a process's folder
#   helper|setting|value|.               programs that the kernel starts
#   O|module|.                           modules that /proc/modules does not list
#   L|library|.                          libraries in ld.so.preload
#   Y|file|account|uid|shell|mode|owner|size|.    files of keys
#   K|file|line|options|end of key|comment|reason|changed|key|.    keys
#   N|file|how many|changed|.            a file of more than 20 keys
#   U|uid|path|.                         setuid files
#   D|kind|path|.                        executables below /dev
#   W|kind|file|line|reason|command|more|.    shady lines of texts, and others that their kind tells
#   generator|path|.                     generators of systemd where packages put none
#   coverage|what|why|.                  what of texts is left for other sweeps
#   T|young|.                            the host was set up within a week
#   E|first or more|.                    the reading came to its end
#   taint|letters|value|gone, known or strange|modules|.    the kernel is tainted
#   probe|hide, watch, hook or module|functions|tracer|module|.    what probes the kernel
#   kit|module|.                         a module with a rootkit's name
#   nic|name|.                           an interface that takes every packet
#   bpf|name|.                           what is pinned in /sys/fs/bpf
#   binfmt|name|interpreter|flags|.      handlers of binfmt_misc
#   boot|argument|value|scratch, shell, odd or off|.    the kernel's command line
#   ctl|setting|value|.                  hardening that is off
#   dir|folder|file|line|place|.         folders of the loader; dirmode|folder|mode|owner|.
#   shell|account|shell|place|.          odd shells; system|account|shell|uid|password|.
#   empty|account|shell|where|.          accounts without a password
#   mode|file|why|mode|owner|group|.     account files that others may write or read
#   include|pattern|.                    files that sshd_config includes from elsewhere
#   pin|vendor or update|names|how many|.    names that /etc/hosts sends nowhere
#   history|file|kind|.                  histories of shells that are no file
#   log|file|why|more|.                  logs that are none; journal|file|.
#   own|path|.                           whose owner a rule asks for
#   place|what|.                         what is mounted
#   c|what|why|.                         what by plan is not looked at
#   ?|what|why|.                         what could not be looked at
files() {
  kernel_parts
  file_facts=$(first_facts)
  IFS=$tab
  # shellcheck disable=SC2086 # split at the tab before the candidates
  set -- $file_facts
  unset IFS
  file_facts=${1-} candidates=${2-}
  case $newline$file_facts in *"${newline}E|first|."*) ;; *) skip files "accounts and settings could not be read to their end" ;; esac
  find_dead
  key_files='' key_places='' loader_folders='' late=$no_handlers$newline$no_sshd
  key_candidates
  each_record loader_folder dir "$file_facts"
  ! has_handlers || late=$awk_binfmt$newline$no_sshd
  case $newline$file_facts in *"${newline}include|"*) late=$awk_binfmt$newline$awk_sshd ;; esac
  known_files
  document_roots
  more=$(more_facts)
  IFS=$tab
  # shellcheck disable=SC2086 # split at the tab before the rare ones
  set -- $more
  unset IFS
  more=${1-} rare_facts=${2-}
  case $newline$more in
    *"${newline}E|more|."*) ;;
    *)
      rare_facts=$file_facts
      skip files "keys, jobs and units could not be read to their end"
      ;;
  esac
  doubts
  second_look
  file_facts=$file_facts$newline$more
}

# Keep the candidates that are regular files.
key_candidates() {
  IFS=$newline
  for line in $candidates; do
    unanswered "${line%%"|"*}" || [ ! -f "$root${line%%"|"*}" ] || key_files=$key_files$newline$root${line%%"|"*} key_places=$key_places${newline}Z'|'$line
  done
  unset IFS
}

# Print the facts that a few fixed files tell, and after them where keys may be.
# shellcheck disable=SC2016 # awk, not sh
first_facts() {
  set +f
  {
    accounts_input
    sshd_input
    loader_input
    kernel_input
    logs_input
    box_input
  } | awk -v root="$root" "$awk_lib$awk_accounts$awk_sshd$awk_loader$awk_kernel$suspects_of$awk_logs$awk_mounts$awk_boxes$awk_sane"'
{ tag = $1; path = substr($0, length(tag) + 2) }
tag == "passwd" { passwd = path }
tag == "sshd" { sshd_file(path) }
tag == "preload" { preload_file(path) }
tag == "module" { module_file(path) }
tag == "shadow" { shadow_file(path) }
tag == "shells" { shells_file(path) }
tag == "loader" { loader_file(path) }
tag == "nic" { nic(path) }
tag == "bpf" { pin(path) }
tag == "journal" { journal_file(path) }
tag == "writes" { writes(path) }
tag == "hosts" { hosts_file(path) }
tag == "box" { box(path) }
tag == "closed" { print "?|passwords|" path " could not be read: not root|." }
END {
  accounts_end()
  mounts_end()
  kernel_end()
  logs_end()
  sane("first")
  printf "E|first|.\n\t"
  places_end()
}'
}

# Print the facts that take a search.
# shellcheck disable=SC2016,SC2086 # awk; a bound that is a command or nothing
more_facts() {
  {
    printf '%s\n' "$file_facts$key_places" '= late'
    binfmt_input
    each_record sshd_include include "$file_facts"
    seek_input
    printf '= known%s\n= keys\n' "$known_paths"
    key_listing
    program_sums
    capable_files
    fixed_files
    printf '= found\n'
    search
    printf '= texts\n'
    suspect_texts
    suspect_pages
  } | $bounded awk -v root="$root" "$awk_lib$awk_shady$awk_keys$awk_search$awk_texts$hunt$awk_watched$late$awk_first$awk_trusted$awk_sums$awk_attributes$web$awk_sane$awk_trust"'
function bare(path) { return substr(path, length(root) + 1) }
function listed(   i) { i = index($0, " " root "/"); return i ? substr($0, i + 1) : "" }
/^= ended [a-z]+$/ { print "?|" $3 "|the search took more than 10 seconds and was ended; the rest was not looked at|."; next }
part != "texts" && /^= / { part = $2; next }
part == "" { if (/^Z/) { split($0, f, "|"); owner[root f[2]] = f[3] "|" f[4] "|" f[5] } else if (/^[a-z]+[|]/) held = held $0 "\n"; next }
part == "late" && /^binfmt / { binfmt(substr($0, 8)) }
part == "late" && /^sshd / { sshd_file(substr($0, 6)); if (patterns != "") rare("c|keys|AuthorizedKeysFile in a file that sshd_config includes from elsewhere is not followed"); patterns = "" }
part == "wanted" { seek_line($0); next }
part == "keys" && $0 == "homes" { rare("c|history|of many homes some are looked at in each sweep, by turn") }
part == "known" { path = substr($0, 3); if (!(path in class)) ask[++asked] = path; class[path] = $1 }
part == "keys" && (path = listed()) { if (path in owner) key_file(path); if (path in class) known_file(path); watched(path) }
part == "changed" { changed_file($0) }
part == "sums" { sum_line($0) }
part == "caps" { capable($0) }
part == "bits" { fixed_bits($0) }
part == "texts" && page_file($0) { next }
part == "found" && (path = listed()) && !(path in seen) { seen[path] = 1; found(path) }
part == "texts" { text_file($0) }
END {
  text_gaps()
  if (young >= 2 && machine) print "T|young|."
  for (i = 1; i <= files; i++) keys(file[i])
  sums_end("")
  lost_files()
  odd_libraries()
  sane("more")
  printf "E|more|.\n\t%s", held
}'
}

# Set folders to those of the arguments that exist.
existing() {
  folders=
  for each; do
    if stalled "$each"; then
      below "$each"
    elif [ -d "$root$each" ]; then
      folders="$folders $root$each"
    fi
  done
}

# Add to folders what lies in a folder beside a file system that does not answer. Arguments:
# the folder.
below() {
  ! unanswered "$1" && [ -d "$root$1" ] || return 0
  for child in $(set +f && printf '%s\n' "$root$1"/*); do
    case $child in *[*?[]*) continue ;; esac
    stalled "${child#"$root"}" || [ ! -e "$child" ] || folders="$folders $child"
  done
}
