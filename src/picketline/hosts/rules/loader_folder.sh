# HOST-LDC-001 loader-folder low..high preview since 0.1
# Title: Loader looks for libraries where others may put them
# Why: Whoever can write to a folder of /etc/ld.so.conf gives every program, root's too, a library of
#   his own.
# Limits: Files that are included from outside /etc/ld.so.conf.d are not followed, nor is the loader's
#   cache read. A folder that its group may write to is not told.
# Benign: None is told apart. A development library folder that others may write to looks the same.
# Next: Take the line away and run ldconfig; look at the libraries in the folder.
# Attack: T1574.006
host_loader_folder() {
  each_record loader_place dir "$rare_facts"
  each_record loader_mode dirmode "$rare_facts"
}

# Judge where a folder lies. Arguments: the folder, the file that names it, the line, the place.
loader_place() {
  case $4 in
    scratch | home | hidden) finding HOST-LDC-001 high 0 file "$2" "$1" - "folder=$1" "line=$3" "place=$4" ;;
    odd) is_packaged "$2" || finding HOST-LDC-001 low 0 file "$2" "$1" - "folder=$1" "line=$3" ;;
  esac
}

# Judge a folder that everybody may write to. Arguments: the folder, its mode, its owner.
loader_mode() {
  case $1/ in /tmp/* | /var/tmp/* | /dev/* | /home/* | /root/*) return 0 ;; esac
  finding HOST-LDC-001 high 0 file "$1" writable - "mode=$2" "owner=$3"
}
