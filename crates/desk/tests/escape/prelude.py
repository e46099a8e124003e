import ctypes, os, resource, socket, stat, struct, time
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *words):
    return libc.syscall(ctypes.c_long(number), *[ctypes.c_long(word) if isinstance(word, int) else word for word in words])
def won(when=True):
    if when:
        print("ESCAPED", flush=True)
        os._exit(0)
def child():
    # A process that waits.
    pid = os.fork()
    if pid == 0:
        os.close(1)
        os.close(2)
        time.sleep(3)
        os._exit(0)
    time.sleep(0.01)
    return pid
