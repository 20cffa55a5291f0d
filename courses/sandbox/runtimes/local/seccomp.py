"""The system calls that a sandbox may not make, as a classic BPF program for bubblewrap's ``--seccomp``.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst; struct sock_filter and seccomp_data of linux/filter.h and
linux/seccomp.h; numbers of arch/x86/entry/syscalls/syscall_64.tbl. Only x86-64 is known: elsewhere ``program`` refuses.
"""

import errno
import os
import struct
from collections.abc import Mapping

AUDIT_ARCH_X86_64 = 0xC000003E
X32 = 0x4000_0000  # numbers from here on are the x32 ABI
NUMBER, ARCH, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data; an argument takes eight bytes, its low half first

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL = 0x7FFF_0000, 0x8000_0000
REFUSE = 0x0005_0000  # with the error's number

CLONE, CLONE3, SOCKET, SOCKETPAIR, IOCTL, PERSONALITY = 56, 435, 41, 53, 16, 135
CLONE_NEW = 0x7E02_0080  # TIME, NEWNS, CGROUP, UTS, IPC, USER, PID, NET
FAMILIES = (1, 2, 10, 16)  # UNIX, INET, INET6, NETLINK
PUSHED_INTO_A_TERMINAL = (
    0x5412,
    0x541C,
)  # TIOCSTI, TIOCLINUX; the kernel looks at the low 32 bits alone (CVE-2019-10063)

REFUSED = {
    "ptrace": 101, "syslog": 103, "pivot_root": 155, "adjtimex": 159, "acct": 163, "settimeofday": 164, "mount": 165,
    "umount2": 166, "swapon": 167, "swapoff": 168, "reboot": 169, "iopl": 172, "ioperm": 173, "init_module": 175,
    "delete_module": 176, "quotactl": 179, "lookup_dcookie": 212, "clock_settime": 227, "mbind": 237, "set_mempolicy": 238,
    "get_mempolicy": 239, "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "migrate_pages": 256,
    "unshare": 272, "move_pages": 279, "perf_event_open": 298, "fanotify_init": 300, "name_to_handle_at": 303,
    "open_by_handle_at": 304, "clock_adjtime": 305, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
    "kcmp": 312, "finit_module": 313, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431,
    "fsmount": 432, "fspick": 433, "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "quotactl_fd": 443,
    "memfd_secret": 447, "set_mempolicy_home_node": 450, "vhangup": 153, "modify_ldt": 154, "uselib": 134, "ustat": 136,
    "sysfs": 139, "nfsservctl": 180, "statmount": 457, "listmount": 458, "lsm_set_self_attr": 460, "open_tree_attr": 467,
}  # fmt: skip


def program(besides: Mapping[int, int] | None = None) -> bytes:
    """``besides``: further calls with the errors that they answer.

    The filter, eight bytes an instruction. Raises OSError (ENOSYS) on a processor that it does not know.

    Refused calls answer EPERM; the x32 ABI and clone3 answer ENOSYS, so that glibc falls back to clone, whose flags can
    be read; a call of another architecture (``int 0x80``) ends the process.
    """
    if os.uname().machine != "x86_64":
        raise OSError(errno.ENOSYS, "no filter of system calls for this processor", os.uname().machine)
    steps = [
        *_unless(ARCH, AUDIT_ARCH_X86_64, KILL),
        _step(LOAD, NUMBER),
        _step(AT_LEAST, X32, 0, 1),
        _step(RETURN, REFUSE | errno.ENOSYS),
        _step(EQUAL, CLONE3, 0, 1),
        _step(RETURN, REFUSE | errno.ENOSYS),
    ]
    for number, refusal in sorted((dict.fromkeys(REFUSED.values(), errno.EPERM) | dict(besides or {})).items()):
        steps += [_step(EQUAL, number, 0, 1), _step(RETURN, REFUSE | refusal)]
    steps += _when(CLONE, _argument(0), [_step(ANY_BIT, CLONE_NEW, 0, 1), _step(RETURN, REFUSE | errno.EPERM)])
    for call in (SOCKET, SOCKETPAIR):
        known = [_step(EQUAL, family, len(FAMILIES) - place, 0) for place, family in enumerate(FAMILIES)]
        steps += _when(call, _argument(0), [*known, _step(RETURN, REFUSE | errno.EAFNOSUPPORT)])
    pushes = [_step(EQUAL, PUSHED_INTO_A_TERMINAL[0], 1, 0), _step(EQUAL, PUSHED_INTO_A_TERMINAL[1], 0, 1)]
    steps += _when(IOCTL, _argument(1), [*pushes, _step(RETURN, REFUSE | errno.EPERM)])
    steps += _when(PERSONALITY, _argument(0), [_step(EQUAL, 0, 2, 0), _step(EQUAL, 0xFFFF_FFFF, 1, 0),
                                               _step(RETURN, REFUSE | errno.EPERM)])  # fmt: skip
    return b"".join([*steps, _step(RETURN, ALLOW)])


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _argument(number: int) -> int:
    return ARGUMENTS + 8 * number


def _unless(offset: int, value: int, answer: int) -> list[bytes]:
    return [_step(LOAD, offset), _step(EQUAL, value, 1, 0), _step(RETURN, answer)]


def _when(call: int, offset: int, steps: list[bytes]) -> list[bytes]:
    """``steps`` over one argument of one call; what they let through goes on with the number loaded again."""
    return [_step(EQUAL, call, 0, len(steps) + 2), _step(LOAD, offset), *steps, _step(LOAD, NUMBER)]
