# Control groups, as the kernel tells them: who is in a container, and who is frozen.

# seek(path): set kind to docker, podman, rootless, orchestrator, foreign or "", id to the
# container's 64 hex digits, prefix to the path up to it. The outermost container counts.
# place(pid): the same for a process. What the freezer goes by counts before all else.
# shellcheck disable=SC2016 # awk, not sh
awk_group='
function digits(s) { return length(s) == 64 && s !~ /[^0-9a-f]/ }
function cut(s, head, tail) {
  if (index(s, head) == 1) s = substr(s, length(head) + 1); else return ""
  if (tail != "" && substr(s, length(s) - length(tail) + 1) == tail) s = substr(s, 1, length(s) - length(tail))
  return digits(s) ? s : ""
}
function named(part, before,   found) {
  if (before == "docker" && digits(part)) { kind = "docker"; return part }
  if ((found = cut(part, "docker-", ".scope")) != "") { kind = "docker"; return found }
  found = cut(part, "libpod-", ".scope")
  if (found == "") found = cut(part, "libpod-payload-", "")
  if (found != "") kind = "podman"
  else if (part ~ /^(cri-containerd-|crio-|nerdctl-|lxc[.]|machine-.*[.]scope$)/ || before == "lxc") kind = "foreign"
  return found
}
function seek(path,   n, i, part, users, bare) {
  kind = id = prefix = ""
  if (path ~ /\/kubepods/) { kind = "orchestrator"; return }
  n = split(path, part, "/")
  for (i = 2; i <= n && kind == ""; i++) {
    prefix = prefix "/" part[i]
    if (part[i] ~ /^user(-[0-9]+)?\.slice$|^user@/) users = 1
    id = named(part[i], part[i - 1])
    if (bare == "" && digits(part[i])) bare = prefix
  }
  if (kind == "" && bare != "") {
    kind = "docker"; prefix = bare
    id = substr(bare, length(bare) - 63)
  }
  if (id != "" && users) kind = "rootless"
}
function place(pid,   line, rank, best, file, k, d, p) {
  file = "/proc/" pid "/cgroup"
  best = 0
  while ((getline line < file) > 0) {
    rank = (line ~ /^[0-9]+:([^:]*,)?freezer(,[^:]*)?:/) ? 3 : (line ~ /^0::/) ? 2 : 1
    sub(/^[0-9]+:[^:]*:/, "", line)
    seek(line)
    if (kind != "" && rank > best) { best = rank; k = kind; d = id; p = prefix }
  }
  close(file)
  kind = k; id = d; prefix = p
}
'

# Set place, engine and id to where a process runs: '' where in no container. Arguments: pid.
whereabouts() {
  # shellcheck disable=SC2046 # two words
  set -- $(awk -v pid="$1" "$awk_group"'BEGIN { place(pid); if (kind != "") print kind, id }')
  place=${1:-} engine='' id=${2:-}
  case $place in
    docker | podman) engine=$place place=engine ;;
  esac
}

# Whether two processes are in one container. Arguments: pid, pid.
same_container() {
  awk -v one="$1" -v other="$2" "$awk_group"'BEGIN {
    place(one); known = prefix; was = id
    place(other); exit !(was != "" && was == id && known == prefix)
  }'
}

# Print the pids of all that is in the container at hand.
residents() (
  set +f
  printf '%s\n' /proc/[0-9]* | awk -v id="$id" '{
    file = $0 "/cgroup"
    while ((getline line < file) > 0) if (index(line, id)) { print substr($0, 7); break }
    close(file)
  }'
)

# Print the file that says whether a process's control group is frozen. Arguments: pid.
freezer_of() {
  awk -v pid="$1" '
function below(path, root) { return root == "/" ? path : index(path, root) == 1 ? substr(path, length(root) + 1) : "/.." path }
BEGIN {
  while ((getline line < ("/proc/" pid "/cgroup")) > 0) {
    names = line; sub(/^[0-9]+:/, "", names); path = names
    sub(/:.*/, "", names); sub(/^[^:]*:/, "", path)
    if (names == "") two = path
    else if (("," names ",") ~ /,freezer,/) one = path
  }
  while ((getline line < "/proc/self/mountinfo") > 0) {
    split(line, half, " - "); split(half[1], at); split(half[2], kind)
    if (kind[1] == "cgroup2" && two != "" && two != "/") second = at[5] below(two, at[4]) "/cgroup.events"
    if (kind[1] == "cgroup" && ("," kind[3] ",") ~ /,freezer,/ && one != "" && one != "/") first = at[5] below(one, at[4]) "/freezer.state"
  }
  if (first != "") print first
  else if (second != "") print second
}'
}

# Whether a process's control group is frozen: 0 yes, 1 no, 2 unknown. Arguments: pid.
group_frozen() {
  file=$(freezer_of "$1")
  [ -n "$file" ] && [ -r "$file" ] || return 2
  while read -r one two; do
    case $one:$two in FROZEN: | frozen:1) return 0 ;; esac
  done <"$file"
  return 1
}
