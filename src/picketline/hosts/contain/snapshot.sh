# The most that is kept of one file, in KiB.
most_of_exe=65536
most_of_text=1024

# Copy evidence of the process at hand into a folder, and list it in the manifest.
# Arguments: pid. Fails if the executable or the manifest could not be kept.
snapshot() {
  folder=$draft/$1
  mkdir "$folder" || return 1
  keep_head "/proc/$1/exe" "$folder/exe" "$most_of_exe" || return 1
  [ -s "$folder/exe" ] || return 1
  for piece in cmdline environ maps status stat cgroup mountinfo limits io loginuid; do
    keep_head "/proc/$1/$piece" "$folder/$piece" "$most_of_text" || missing "$1/$piece"
  done
  ls -ln "/proc/$1/exe" "/proc/$1/cwd" "/proc/$1/root" >"$folder/links" 2>/dev/null || missing "$1/links"
  ls -ln "/proc/$1/fd" 2>/dev/null | head -n 4096 >"$folder/descriptors" || missing "$1/descriptors"
  sockets "$1" >"$folder/sockets" || missing "$1/sockets"
  ancestry "$1" >"$folder/ancestry" || missing "$1/ancestry"
  tree >"$folder/tree" || missing "$1/tree"
  engine_evidence "$1"
  manifest "$1"
}

# Keep the beginning of a file; what is longer is cut and said. Arguments: from, to, KiB.
keep_head() {
  head -c "$(($3 * 1024 + 1))" "$1" >"$2" 2>/dev/null || { rm -f "$2" && return 1; }
  size=$(wc -c <"$2")
  [ "$size" -le "$(($3 * 1024))" ] || printf 'cut %s at %s KiB\n' "${2#"$draft/"}" "$3" >>"$draft/not-kept"
}

# Note evidence that could not be taken. Arguments: what.
missing() {
  printf 'missing %s\n' "$1" >>"$draft/not-kept"
  plain "missing$tab$1"
}

# Print the lines of the socket tables that belong to the process. Arguments: pid.
sockets() {
  {
    ls -ln "/proc/$1/fd" 2>/dev/null | awk '/socket:\[/ { sub(/.*socket:\[/, ""); sub(/\].*/, ""); print "inode", $0 }'
    for table in tcp tcp6 udp udp6 raw packet unix; do
      printf 'table %s\n' "$table"
      head -n 20000 "/proc/$1/net/$table" 2>/dev/null
    done
  } | awk '
$1 == "inode" && NF == 2 { mine[$2] = 1; next }
$1 == "table" && NF == 2 { table = $2; next }
{ for (i = 1; i <= NF; i++) if ($i in mine) { print table, $0; break } }'
}

# Print each ancestor, up to init. Arguments: pid.
ancestry() (
  ancestor=$1
  depth=0
  while [ "${ancestor:-0}" -gt 0 ] && [ "$depth" -lt 64 ]; do
    portrait "$ancestor"
    ancestor=$(parent_of "$ancestor")
    depth=$((depth + 1))
  done
)

# Print a process's start, executable and arguments. Arguments: pid.
portrait() {
  printf 'pid %s start %s\n' "$1" "$(start_of "$1")"
  ls -ln "/proc/$1/exe" 2>/dev/null | awk '{ i = index($0, " -> "); print "  exe " (i ? substr($0, i + 4) : "-") }'
  printf '  args '
  head -c 4096 "/proc/$1/cmdline" 2>/dev/null | tr '\000\n\033' '   '
  printf '\n'
}

# List what was kept with its sha256. Arguments: pid.
manifest() (
  set +f
  cd "$draft" && sha256sum "$1"/* >>manifest.sha256
)

# Whether there is room for a snapshot, with as much again to spare. Arguments:
# pid:start:inode each.
room() (
  need=4096
  for taken; do
    size=$(ls -lnL "/proc/${taken%%:*}/exe" 2>/dev/null | awk '{ print int($5 / 1024) }')
    [ "${size:-0}" -le "$most_of_exe" ] || size=$most_of_exe
    need=$((need + ${size:-0} * 2 + 4096))
  done
  free=$(df -Pk /root 2>/dev/null | awk 'NR == 2 { print $4 }')
  [ "${free:-0}" -ge "$need" ]
)

# Keep what the engine knows of a process's container. Arguments: pid. Uses its folder.
engine_evidence() {
  whereabouts "$1"
  [ -n "$place" ] || return 0
  printf '%s %s %s\n' "$place" "${engine:--}" "${id:--}" >"$folder/container"
  [ "$place" = engine ] || return 0
  for piece in inspect top; do
    if find_engine && ask $piece "$id"; then
      keep_head "$answer" "$folder/$piece" "$most_of_text"
    else
      missing "$1/$piece"
    fi
  done
}
