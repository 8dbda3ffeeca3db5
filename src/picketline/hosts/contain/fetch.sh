# Fetch: print the evidence that an incident's manifest lists, the manifest first, and the
# incident's own lists last. Reads only.
main() {
  printf 'picket\t1\t%s\n' "$nonce"
  sent=0
  incident=/root/incident-$stamp
  if [ "$(id -u)" != 0 ]; then
    printf 'refused\tnot-root\n'
  elif [ -L "$incident" ] || ! cd "$incident" 2>/dev/null; then
    printf 'refused\tno-incident\n'
  elif ! send manifest.sha256; then
    printf 'refused\tno-manifest\n'
  else
    while read -r _ name; do
      case $name in
        *[!a-z0-9/-]* | /* | */*/*) ;;
        */*) send "$name" ;;
      esac
    done <manifest.sha256
    for name in not-kept frozen thawed containers; do send "$name"; done
  fi
  printf 'end\t%d\t%s\n' "$sent" "$1"
}

# Print a file: its name and size, that many bytes, a newline. Arguments: its name.
send() {
  [ -f "$1" ] && [ ! -L "$1" ] || return 1
  size=$(wc -c <"$1") || return 1
  sent=$((sent + 1))
  printf 'file\t%s\t%d\n' "$1" "$size"
  head -c "$size" "$1"
  printf '\n'
}
