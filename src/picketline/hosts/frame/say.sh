# Records: one a line, fields parted by tabs. Values that came from the host are escaped
# where they are read: a byte that is not printable ASCII, a backslash or a bar is \xHH.
tab='	'
newline='
'
said=0 major=0 minor=0 stage=''

# Print a line whose fields are joined already. Arguments: the line.
plain() {
  case $1 in
    *[!\ -~"$tab"]*) printf '%s\n' "$1" | tr -c ' -~\t\n' '?' ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# Print a finding. Arguments: rule, severity, slam-dunk (0 or 1), subject kind, subject
# identity, what matched, benign class or '-', then name=value of each evidence ('name='
# is left out). A process subject is placed by the process at hand.
finding() {
  case $2 in
    high | critical)
      major=$((major + 1))
      if [ "$major" -gt 250 ]; then
        [ "$major" -gt 251 ] || skip findings "more than 250 of $stage are high or critical; the rest are not listed"
        return 0
      fi
      ;;
    *)
      minor=$((minor + 1))
      if [ "$minor" -gt 200 ]; then
        [ "$minor" -gt 201 ] || cover findings "more than 200 of $stage are recorded only; the rest are not listed"
        return 0
      fi
      ;;
  esac
  said=$((said + 1))
  record=finding$tab$1$tab$2$tab$3$tab$4$tab$5$tab$6$tab$7
  case $4 in
    process) record=$record$tab$pid$tab$start$tab$inode ;;
    *) record=$record$tab-$tab-$tab- ;;
  esac
  shift 7
  for field; do
    case $field in
      *=) ;;
      *) record=$record$tab$field ;;
    esac
  done
  plain "$record"
}

# Say what was meant to be looked at and could not be. Arguments: what, why.
skip() { plain "skip$tab$1$tab$2"; }

# Say what by plan is not looked at or cannot be known here. Arguments: what, why.
cover() { plain "cover$tab$1$tab$2"; }

# Call a function with the fields of each record of one kind. Arguments: the function, the
# kind, records of fields parted by bars.
each_record() {
  case $newline$3 in *"$newline$2|"*) ;; *) return 0 ;; esac
  call=$1
  kind=$2
  IFS=$newline
  for line in $3; do
    case $line in "$kind|"*) ;; *) continue ;; esac
    IFS='|'
    # shellcheck disable=SC2086 # split at bars
    set -- $line
    shift
    unset IFS
    "$call" "$@"
  done
  unset IFS
}
