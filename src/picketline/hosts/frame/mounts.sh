# mounts_end(): what is mounted over a process, here and where pid 1 is, whether binfmt_misc is
# mounted, and file systems that wait for somebody else to answer.
# shellcheck disable=SC2016 # awk, not sh
awk_mounts='
function mounts(file,   line, f, n, i, source, part) {
  while ((getline line < file) > 0) {
    if (line ~ far_types) { split(line, f, " "); if (f[5] !~ /^\/(proc|sys)\//) far[f[5]] = ++fars }
    if (index(line, " /proc") == 0) continue
    n = split(line, f, " ")
    if (f[5] == "/proc") { for (i = 7; i <= n; i++) if (f[i] == "-") covered = f[i + 1] }
    if (f[5] == "/proc/sys/fs/binfmt_misc" && line ~ / - binfmt_misc /) handlers_mounted = 1
    if (f[5] !~ /^\/proc\/[0-9]+(\/|$)/) continue
    split(f[5], part, "/")
    source = ""
    for (i = 7; i <= n; i++) if (f[i] == "-") { source = f[i + 1] " " f[i + 2] " " f[4]; break }
    if (!(("mount", part[3]) in told)) print "M|" part[3] "|" esc(f[5]) "|" esc(source) "|."
    told["mount", part[3]] = 1
  }
}
function mounts_end(   place) {
  far_types = " - (nfs4?|cifs|smb3|9p|ceph|glusterfs|lustre|afs|davfs|autofs|fuse([.][^ ]*|blk)?) "
  mounts(root "/proc/self/mountinfo")
  far_types = "^$"
  for (place in far) print "far|" esc(place) "|."
  if (handlers_mounted) print "place|binfmt|."
  if (covered != "proc") print "?|processes|a file system of type " esc(covered) " lies over /proc|."
  mounts(root "/proc/1/mountinfo")
}
'
