# HOST-PRG-002 renamed-program high..high preview since 0.1
# Title: A trusted program stands beside a second one of almost its name
# Why: Whoever puts a wrapper in the place of ps keeps the real one as ps.orig, ps.original or
#   .ps, because the wrapper calls it.
# Limits: Other names (ps.bak, ps_) and other folders are not looked for. Only what can be
#   executed counts.
# Benign: what a package owns or diverts is not told at all
# Next: Compare both files with the package; restore the original, then look at who moved it.
# Attack: T1036.003 T1554
host_renamed_program() { each_record renamed_program double "$file_facts"; }

# Judge one. Arguments: path, what it is.
renamed_program() {
  ! is_packaged "$1" || return 0
  case $1 in *\\x*) ;; *) [ ! -f "$root/var/lib/dpkg/diversions" ] || ! grep -qsxF -e "$1" -e "${1#/usr}" "$root/var/lib/dpkg/diversions" || return 0 ;; esac
  finding HOST-PRG-002 high 0 file "$1" renamed - "kind=$2"
}
