# HOST-MAP-001 mapped-library info..high preview since 0.1
# Title: Program runs code of a library in scratch
# Why: A preloaded or injected library runs inside a program that is trusted. It has to be mapped to
#   be run, whatever it did to its file and to the environment. What sshd maps from elsewhere than
#   the system's libraries can read every password.
# Limits: Maps are read of programs that ask for passwords, of some processes off system paths, of
#   shells and, by turn, of one in 256 of the rest. Code without a file is not told: just in
#   time compilers make it. A library among the system's own is not seen here.
#   What a variable preloads from scratch is told by HOST-LIB-002.
# Benign: unpacked (a runtime or a bundle that unpacks libraries of its own to run them),
#   upgraded (a library off system paths was deleted or replaced under the program), container
#   (the program has a root of its own), package-owned
# Next: Copy the library (/proc/PID/map_files), then find what made the program load it.
# Attack: T1574.006 T1055.001 T1556.003
process_mapped_library() {
  case $marks in *J*) each_record mapped_library "J|$pid" "$extras" ;; esac
}

# Judge one kind. Arguments: pid, kind, the first file, how many.
mapped_library() {
  case $preload in *"$3"*) return 0 ;; esac
  benign=- severity=high
  case $2:$flags in
    deleted:*) severity=low benign=upgraded ;;
    nameless:*) severity=low ;;
    bundle:*g*) ;;
    bundle:*) severity=info benign=unpacked ;;
    *:*[tm]*) severity=low ;;
    scratch:*)
      if unpacks; then
        severity=info benign=unpacked
      elif own_root; then
        severity=low benign=container
      else
        case $flags in *o*) severity=medium ;; esac
      fi
      ;;
    other:*)
      library=${3%" (deleted)"}
      if is_packaged "$library"; then
        severity=info benign=package-owned
      elif own_root; then
        severity=low benign=container
      else
        case $library:$flags in
          "${exe%/*/*}"/*:*o*) severity=low ;;
          /opt/* | /usr/local/lib*) severity=medium ;;
        esac
      fi
      ;;
  esac
  finding HOST-MAP-001 "$severity" 0 process "$exe" "$2" "$benign" "library=$3" "libraries=$4" "exe=$exe" "args=$args" "parent=$parent_exe" "uid=$uid" "unit=$unit"
}

# Whether a program is known to unpack libraries where anybody may write.
unpacks() {
  case ${exe##*/} in
    java | javaw | jsvc | node | nodejs | dotnet | mono* | deno | bun | python* | pypy* | perl* | ruby* | php* | R | Rscript | julia | erl* | beam* | ghc* | sbcl | lua* | qemu* | electron | chrome | chromium | firefox*) return 0 ;;
  esac
  return 1
}
