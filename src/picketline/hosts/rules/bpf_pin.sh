# HOST-KRN-005 bpf-pin info..low preview since 0.1
# Title: Program or map of bpf is pinned
# Why: What is pinned in /sys/fs/bpf outlives the program that loaded it; a backdoor in bpf stays that way.
# Limits: Only names at the top of /sys/fs/bpf are looked at. A program that a process holds open, or
#   that is attached without a pin, is not seen. Without root nothing is seen there.
# Benign: known-tool (the name is that of a network plugin, an agent or the system's own)
# Next: List programs with bpftool and find who pinned it.
# Attack: T1205.002
host_bpf_pin() {
  [ "$effective" = 0 ] || cover bpf "what is pinned is seen by root alone"
  each_record bpf_pin bpf "$rare_facts"
}

# Judge one name. Arguments: the name.
bpf_pin() {
  severity=info benign=known-tool
  case $1 in
    cilium* | cil_* | tc | ip | xdp | xdp-* | globals | systemd* | snap | tetragon* | falco* | calico* | maps.debug | progs.debug | kubearmor* | datadog* | bpfman* | loxilb* | lxc* | lxd* | libvirt* | gadget* | retina* | netdata* | beyla* | parca* | netobserv* | antrea* | suricata* | sched_ext* | kmesh* | istio* | aws* | nodeagent*) ;;
    *) severity=low benign=- ;;
  esac
  finding HOST-KRN-005 "$severity" 0 kernel "/sys/fs/bpf/$1" pinned "$benign"
}
