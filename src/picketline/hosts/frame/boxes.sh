# Print the containers whose first processes are looked at: those with mounts of their own.
box_input() {
  for each in $boxes; do
    [ "$each/ns/mnt" -ef 1/ns/mnt ] || printf 'box %s\n' "$root/proc/$each"
  done
}

# box(folder): what a container may reach, told where it is more than usual, and the processes
# of its control group.
# shellcheck disable=SC2016 # awk, not sh
awk_boxes='
function host_root(   line, f) {
  host_device = ""
  while ((getline line < (root "/proc/1/mountinfo")) > 0) {
    split(line, f, " ")
    if (f[5] == "/") host_device = f[3] " " f[4]
    if (f[5] == "/run" || f[5] == "/var/run") host_run[f[3] " " f[4]] = 1
  }
  close(root "/proc/1/mountinfo")
}
function box(folder,   p, line, f, caps, mapped, reach, n) {
  if (++box_count == 1) host_root()
  if (box_count > 64) { if (box_count == 65) print "?|containers|only the first 64 are looked at|."; return }
  p = base(folder)
  caps = mapped = reach = ""
  while ((getline line < (folder "/status")) > 0) if (line ~ /^CapEff:/) { caps = line; sub(/^[^0-9a-f]*(CapEff:)?[ \t]*0*/, "", caps) }
  close(folder "/status")
  if ((getline line < (folder "/uid_map")) > 0) { split(line, f, " "); mapped = f[1] == 0 && f[2] == 0 ? "" : "own" }
  close(folder "/uid_map")
  while ((getline line < (folder "/mountinfo")) > 0 && n++ < 5000) {
    split(line, f, " ")
    if (f[4] ~ /\/(docker|containerd|podman|crio)[.]sock$/ || f[5] ~ /\/(docker|containerd|podman|crio)[.]sock$/ || ((f[3] " " f[4]) in host_run)) reach = add_word(reach, "socket")
    else if (host_device != "" && f[3] " " f[4] == host_device && f[5] != "/") reach = add_word(reach, f[6] ~ /^rw/ ? "root" : "root-read-only")
  }
  close(folder "/mountinfo")
  if (mapped == "" && caps ~ /^[137]?fffffffff+$/) reach = add_word(reach, "privileged")
  kube = 0
  procs = procs_of(folder)
  if (reach != "") print "box|" p "|" reach "|" kube "|."
  if (procs != "") print "inside|" p "|" procs "|."
}
function add_word(list, word) { return index(" " list " ", " " word " ") ? list : list == "" ? word : list " " word }
# The processes of the control group of a process, at most 256.
function procs_of(folder,   line, path, mount, n, out) {
  mount = ""
  while ((getline line < (folder "/cgroup")) > 0) {
    if (index(line, "kubepods")) kube = 1
    path = line
    sub(/^[0-9]+:[^:]*:/, "", path)
    if (path ~ /^\/?$/ || path ~ /\.\./) continue
    if (line ~ /^0::/) mount = mount == "" ? "/sys/fs/cgroup" path : mount
    else if (line ~ /^[0-9]+:pids:/) mount = "/sys/fs/cgroup/pids" path
  }
  close(folder "/cgroup")
  if (mount !~ /docker|libpod|containerd|crio|kubepods|machine[.]slice|lxc/) return ""
  out = ""
  mount = root mount "/cgroup.procs"
  while ((getline line < mount) > 0 && n++ < 256) if (line ~ /^[1-9][0-9]*$/) out = out " " line
  close(mount)
  return substr(out, 2)
}
'

# Set pid, start, inode, parent and exe to those of a process, and benign to
# operator-tool where its program is known. Arguments: pid.
container() {
  pid=$1 start=- inode=- parent=0 benign=-
  line=''
  { IFS= read -r line <"$pid/stat"; } 2>/dev/null
  # shellcheck disable=SC2086 # numbers
  set -- ${line##*) }
  [ $# -lt 20 ] || start=${20} parent=$2
  exe=$(executable_of "$pid")
  case ${exe##*/} in
    kube-proxy | cadvisor | portainer* | traefik | watchtower | dockerd | cilium-agent | calico-node | flanneld | kured | speaker | k3s | kubelet | rke2 | buildkitd | gitlab-runner | drone* | woodpecker-agent | act_runner | diun | dozzle | csi-* | *-csi* | *csi-driver* | *-driver-registrar | longhorn* | rook | ceph-* | falco | tetragon | multus* | aws-k8s-agent | nvidia-device-plugin | gpu-feature-discovery | autoheal | lazydocker | glances)
      benign=operator-tool
      ;;
    node_exporter | node-exporter | datadog-agent | agent | trace-agent | process-agent | system-probe | netdata | telegraf | promtail | alloy | grafana-agent | fluent-bit | fluentd | filebeat | metricbeat | vector | otelcol* | zabbix_agent* | dragent | beyla) benign=operator-tool ;;
  esac
}
