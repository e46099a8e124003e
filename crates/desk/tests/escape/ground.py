# What stands outside while somebody tries to reach it: a process with a secret, sockets, shared memory.
import ctypes, os, socket, sys, threading
folder, name = sys.argv[1], sys.argv[2]

def serve(listener):
    while True:
        listener.accept()[0].sendall(b"SECRET")

def echo(listener):
    while True:
        listener.sendto(b"SECRET", listener.recvfrom(9)[1])

tcp = socket.create_server(("127.0.0.1", 0))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
hidden = socket.socket(socket.AF_UNIX)
hidden.bind("\0" + name)
hidden.listen()
open_ = socket.socket(socket.AF_UNIX)
open_.bind(folder + "/socket")
open_.listen()
os.chmod(folder + "/socket", 0o777)
for listener in (tcp, hidden, open_):
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
threading.Thread(target=echo, args=(udp,), daemon=True).start()
shm = "/dev/shm/" + name
open(shm, "w").write("SECRET")
libc = ctypes.CDLL(None)
key = os.getpid() + 0x5EC0000
segment = libc.shmget(key, 4096, 0o1666)
print(os.getpid(), tcp.getsockname()[1], udp.getsockname()[1], key, flush=True)
sys.stdin.read()
os.remove(shm)
libc.shmctl(segment, 0, None)
