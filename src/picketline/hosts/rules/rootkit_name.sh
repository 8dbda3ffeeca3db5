# HOST-KRN-007 rootkit-name high..critical preview since 0.1
# Title: Name of a known rootkit
# Why: Many intruders leave a public rootkit's names as they are. A hidden path still answers to its
#   full name, as what hides it only cleans lists.
# Limits: Only names that are known and that no honest package has; whoever renames is not seen. A
#   rootkit that also answers for its paths is not seen by them.
# Benign: None is known: only names that no honest package has are listed.
# Next: Treat the host as lost: take the disk to another machine, look at what the name belongs to.
# Attack: T1014
host_rootkit_name() {
  each_record rootkit_module kit "$rare_facts"
  for each in /reptile/reptile_cmd /reptile/reptile_start /reptile/reptile_shell /lib/udev/reptile /lib/selinux.so.3 /proc/knark \
    /etc/modules-load.d/reptile.conf /etc/modules-load.d/singularity.conf /etc/modules-load.d/diamorphine.conf /etc/modules-load.d/kovid.conf \
    /xochikit /XxJynx /lib/libntpVnQE6mk /dev/shm/ldx /usr/include/certbot.h /lib/libse1inux.so /lib/libxselinux.so /usr/lib64/libxselinux.so \
    /usr/lib/libselinux.so.so /lib64/libns2.so /lib64/libns5.so /lib64/libpw3.so /lib64/libpw5.so /lib/libgcwrap.so /lib/libfsnldev.so \
    /lib/libpprocps.so /usr/bin/perfcc /usr/bin/wizlmsh /root/.config/cron/perfcc /etc/libsystem.so /etc/kinsing /tmp/kdevtmpfsi \
    /var/tmp/kdevtmpfsi /tmp/kinsing /var/tmp/kinsing /lib/libprocesshider.so /usr/local/lib/libprocesshider.so /lib/libudev4.so /lib/libudev4.so.6 \
    /etc/cron.hourly/gcc.sh /usr/bin/kaudited /opt/rootkit_loader.ko /lib/systemd/system/display-managerd.service /dev/shm/kdmtmpflush \
    /dev/shm/kdumpflush /dev/shm/kdumpdb /run/haldrund.pid /run/kdevrund.pid /usr/share/locale/sk/.sk12 /etc/khubd.p2 /etc/lolzz.p2 \
    /lib/zupzz.p2 /usr/src/.puta /usr/info/.t0rn /usr/_h4x_; do
    [ ! -e "$root$each" ] || finding HOST-KRN-007 high 0 file "$each" rootkit -
  done
}

# Tell of one module. Arguments: its name.
rootkit_module() { finding HOST-KRN-007 critical 0 kernel "$1" rootkit - "module=$1"; }
